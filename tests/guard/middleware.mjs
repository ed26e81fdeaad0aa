// Runs middleware files with the real @clerk/nextjs: one JSON line in, one JSON line out.
//
// In: {source, name, paths, files, signIn}. Out: for each path {status, next, location, rewrite, error}.
// The keys are of production and of a host that does not exist: nothing is asked over the network.
import Module, { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const live = (kind) => `${kind}_live_`
process.env.CLERK_SECRET_KEY = live('sk') + 'a'.repeat(40)
process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY =
  live('pk') + Buffer.from('clerk.example.invalid$').toString('base64')
process.env.CLERK_TELEMETRY_DISABLED = process.env.NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED = '1'
process.env.NODE_ENV = 'production'
process.env.CRON_SECRET = 'a secret'
process.env.NEXT_PUBLIC_ROOT_DOMAIN = 'example.invalid'
console.log = console.warn = console.error = () => {}
process.on('unhandledRejection', () => {})

const require = createRequire(process.cwd() + '/')
const ts = require('typescript')
const { NextRequest, NextResponse } = require('next/server')

const allowed = { isDenied: () => false, isAllowed: () => true, reason: {} }
const rule = () => ({})
const STUBS = {
  '@arcjet/next': {
    __esModule: true,
    default: () => ({ protect: async () => allowed }),
    createMiddleware: (_, next) => (req, event) => (next ? next(req, event) : NextResponse.next()),
    shield: rule, detectBot: rule, slidingWindow: rule,
  },
  'next-intl/middleware': { __esModule: true, default: () => () => NextResponse.next() },
  '@prisma/client': { PrismaClient: class {} },
  './i18n/routing': { routing: { locales: ['en', 'de'], defaultLocale: 'en' } },
}
let files = {}
const load = Module._load
Module._load = (request, ...rest) => {
  const file = files[request.replace('./', '') + '.ts']
  if (file) return loaded(file, request)
  return request in STUBS ? STUBS[request] : load(request, ...rest)
}

function loaded(source, name = '/middleware') {
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true }
  const text = ts.transpileModule(source, { compilerOptions: options }).outputText
  const module = new Module(process.cwd() + name + '.js')
  module.filename = process.cwd() + '/middleware.js'
  module.paths = Module._nodeModulePaths(process.cwd())
  module._compile(text, module.filename)
  return module.exports
}

async function asked(handler, path) {
  const headers = { accept: 'text/html', host: 'example.invalid', 'sec-fetch-dest': 'document' }
  const request = new NextRequest(new URL(path, 'https://example.invalid'), { headers })
  try {
    const response = await handler(request, { waitUntil() {} })
    if (!response) return { status: 200, next: true }
    if (!(response instanceof Response)) return { status: 500, error: 'no response' }
    return {
      status: response.status,
      next: response.headers.has('x-middleware-next'),
      location: response.headers.get('location'),
      rewrite: response.headers.get('x-middleware-rewrite'),
    }
  } catch (error) {
    return { status: 500, error: String(error) }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { source, name, paths, ...more } = JSON.parse(line)
  files = more.files ?? {}
  if (more.signIn) process.env.NEXT_PUBLIC_CLERK_SIGN_IN_URL = more.signIn
  else delete process.env.NEXT_PUBLIC_CLERK_SIGN_IN_URL
  let answers
  try {
    const handler = loaded(source)[name ?? 'default']
    answers = await Promise.all(paths.map((path) => asked(handler, path)))
  } catch (error) {
    answers = paths.map(() => ({ status: 500, error: String(error) }))
  }
  process.stdout.write(JSON.stringify(answers) + '\n')
}
