export default (request, response) => {
  request.resume().on("end", () => response.end('{"received":true}'));
};
