// Bundles styles, scripts, letters and icons into static/dist/ (not in git).
//
//   node build.mjs            once
//   node build.mjs --watch    again after each change
//
// What is picked up without editing this file:
//   static/css/components/*.css, static/css/pages/*.css   into the one stylesheet
//   static/js/<feature>/<name>.js that exports connect()  loaded for data-module="<feature>/<name>"
//   static/js/**/<name>.worker.js                         an entry of its own (map worker, service worker)
//   static/icons/*.svg, *.png                            copied under a hashed name
//   static/icons.txt                                      the lucide icons that templates may use
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const DIST = 'static/dist';
const LETTERS = 'node_modules/@fontsource-variable/atkinson-hyperlegible-next/files';
const ICONS = 'node_modules/lucide-static/icons';

/** Every file below `folder` whose name ends in `ending`, sorted. */
function filesBelow(folder, ending) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith(ending))
    .sort();
}

/** `@import "all:components"` stands for every file of static/css/components. */
const allStyles = {
  name: 'all-styles',
  setup(build) {
    build.onResolve({ filter: /^all:/ }, ({ path: asked }) => ({
      path: asked.slice('all:'.length),
      namespace: 'all-styles',
    }));
    build.onLoad({ filter: /.*/, namespace: 'all-styles' }, ({ path: folder }) => ({
      contents: filesBelow(`static/css/${folder}`, '.css')
        .map((file) => `@import "./${file}";`)
        .join('\n'),
      loader: 'css',
      resolveDir: process.cwd(),
    }));
  },
};

const EXPORTS_CONNECT = /export\s+(async\s+)?function\s+connect\b|export\s*\{[^}]*\bconnect\b/;

/** `import modules from 'feature-modules'`: "live/room" -> a function that loads it. */
const featureModules = {
  name: 'feature-modules',
  setup(build) {
    build.onResolve({ filter: /^feature-modules$/ }, ({ path: asked }) => ({
      path: asked,
      namespace: 'feature-modules',
    }));
    build.onLoad({ filter: /.*/, namespace: 'feature-modules' }, () => ({
      contents: `export default {\n${filesBelow('static/js', '.js')
        .filter((file) => /^static\/js\/[^/]+\/[^/]+\.js$/.test(file))
        .filter((file) => !/\.(test|worker)\.js$/.test(file))
        .filter((file) => EXPORTS_CONNECT.test(fs.readFileSync(file, 'utf8')))
        .map((file) => {
          const name = file.replace(/^static\/js\//, '').replace(/\.js$/, '');
          return `  ${JSON.stringify(name)}: () => import(${JSON.stringify(`./${file}`)}),`;
        })
        .join('\n')}\n};`,
      resolveDir: process.cwd(),
    }));
  },
};

/** Written beside and renamed, so that a running server never reads half a file. */
function writeWhole(name, content) {
  fs.writeFileSync(`${DIST}/${name}.new`, JSON.stringify(content, null, 1));
  fs.renameSync(`${DIST}/${name}.new`, `${DIST}/${name}`);
}

/** {name: what stands inside the svg element} for the names in static/icons.txt. */
function writeIcons() {
  const names = fs.readFileSync('static/icons.txt', 'utf8').split(/\s+/).filter(Boolean);
  const icons = {};
  for (const name of names) {
    const file = `${ICONS}/${name}.svg`;
    if (!fs.existsSync(file)) throw new Error(`static/icons.txt: lucide has no icon "${name}"`);
    icons[name] = fs
      .readFileSync(file, 'utf8')
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/\s*\n\s*/g, '')
      .replaceAll(' />', '/>');
  }
  writeWhole('icons.json', icons);
}

/** Source path, from the repository's root -> file in static/dist. */
function writeManifest(outputs) {
  const manifest = {};
  for (const [output, { entryPoint, inputs }] of Object.entries(outputs)) {
    if (output.endsWith('.map')) continue;
    const file = path.relative(DIST, output);
    if (entryPoint) manifest[entryPoint] = file;
    else if (output.endsWith('.woff2')) manifest[Object.keys(inputs)[0]] = file;
  }
  const letters = manifest[`${LETTERS}/atkinson-hyperlegible-next-latin-wght-normal.woff2`];
  if (letters) manifest['static/letters.woff2'] = letters;
  writeWhole('manifest.json', manifest);
}

/** Files of earlier builds go after an hour, for a running server still names them until then. */
function removeOldFiles(outputs) {
  const current = new Set(Object.keys(outputs).map((output) => path.relative(DIST, output)));
  const anHourAgo = Date.now() - 3600_000;
  for (const name of fs.readdirSync(DIST)) {
    const file = `${DIST}/${name}`;
    const isOurs = current.has(name) || name.endsWith('.json');
    if (!isOurs && fs.statSync(file).mtimeMs < anHourAgo) fs.rmSync(file);
  }
}

const afterEachBuild = {
  name: 'after-each-build',
  setup(build) {
    build.onEnd(({ errors, metafile }) => {
      if (errors.length || !metafile) return;
      writeIcons();
      writeManifest(metafile.outputs);
      removeOldFiles(metafile.outputs);
    });
  },
};

const options = {
  entryPoints: [
    'static/css/site.css',
    'static/js/site/main.js',
    ...filesBelow('static/js', '.worker.js'),
    ...filesBelow('static/icons', '.svg'),
    ...filesBelow('static/icons', '.png'),
  ].map((file) => ({ in: file, out: path.basename(file).replace(/\.[^.]+$/, '') })),
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  splitting: true,
  outdir: DIST,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  metafile: true,
  target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
  loader: { '.woff2': 'file', '.svg': 'copy', '.png': 'copy' },
  plugins: [allStyles, featureModules, afterEachBuild],
  logLevel: 'warning',
};

fs.mkdirSync(DIST, { recursive: true });
if (process.argv.includes('--watch')) {
  const context = await esbuild.context(options);
  await context.watch();
  console.log('Watching static/css and static/js; stop with Ctrl-C.');
} else {
  await esbuild.build(options);
  console.log(`Bundled into ${DIST}.`);
}
