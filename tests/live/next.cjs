// Runs the program named first with the arguments that follow, and ends the whole process group
// when the test that has started it is gone: the test's end of our standard input is then closed.
process.stdin.resume();
process.stdin.on("end", () => process.kill(-process.pid, "SIGKILL"));
process.stdin.unref();
process.argv.splice(1, 1);
require(process.argv[1]);
