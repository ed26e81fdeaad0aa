export default (request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  request.resume().on("end", () => response.end("<!DOCTYPE html><title>Sign in</title>"));
};
