// next 14 · clerk 5 · file middleware.js
// / → public
// /archive → protected

const { clerkMiddleware, createRouteMatcher } = require('@clerk/nextjs/server')

const isArchive = createRouteMatcher(['/archive(.*)'])

export default clerkMiddleware(function (auth, req) {
  if (isArchive(req)) {
    auth().protect()
  }
})

