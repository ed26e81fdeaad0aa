// Which token `ConvexProviderWithClerk` asks Clerk for: the published component, with a React that
// does nothing but keep what hooks memoize.
import { createRequire } from "node:module";
import Module from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
let slots = [];
let at = 0;

function memo(make, deps) {
  const slot = slots[at];
  const same = slot && deps && slot.deps && deps.every((dep, i) => Object.is(dep, slot.deps[i]));
  if (!same) slots[at] = { value: make(), deps };
  return slots[at++].value;
}

const react = {
  createElement: (type, props) => ({ type, props }),
  createContext: () => ({ Provider: {}, Consumer: {} }),
  useMemo: memo,
  useCallback: (callback, deps) => memo(() => callback, deps),
  useState: (initial) => [initial, () => {}],
  useRef: (initial) => ({ current: initial }),
  useEffect: () => {},
  useLayoutEffect: () => {},
  useContext: () => undefined,
  Component: class {},
  Fragment: {},
};
react.default = react;
const runtime = {
  jsx: (type, props) => ({ type, props }),
  jsxs: (type, props) => ({ type, props }),
  Fragment: {},
};

const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === "react") return react;
  if (name === "react/jsx-runtime") return runtime;
  return load.call(this, name, ...rest);
};

function tokenSource(alias, renders) {
  const { ConvexProviderWithClerk } = require(`${alias}/react-clerk`);
  slots = [];
  let fetch;
  const asked = [];
  let outcome = "resolves";
  for (const state of renders) {
    const getToken = state.getToken ?? shared;
    at = 0;
    const element = ConvexProviderWithClerk({
      children: null,
      client: {},
      useAuth: () => ({ isLoaded: true, isSignedIn: true, getToken, ...state }),
    });
    ({ fetchAccessToken: fetch } = element.props.useAuth());
  }
  async function shared(options) {
    asked.push(options ?? null);
    if (renders.at(-1).rejects) throw new Error("no such template");
    return "token";
  }
  return { fetch, asked, outcome };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { alias, renders } = JSON.parse(line);
  const { fetch, asked } = tokenSource(alias, renders);
  let outcome;
  try {
    outcome = await fetch({ forceRefreshToken: false });
  } catch {
    outcome = "rejected";
  }
  const template = asked[0]?.template ?? null;
  process.stdout.write(JSON.stringify({ template, calls: asked.length, outcome }) + "\n");
}
