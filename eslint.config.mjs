// The walls of the house (DEVELOPMENT.md, "Rooms") are kept here: what a room may import is listed once.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Forbids imports that match any of `patterns`, with one sentence that says which wall was climbed. */
const wall = (files, message, group, paths = []) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group, message }], paths: paths.map((name) => ({ name, message })) },
    ],
  },
});

const nodeBuiltins = ['node:*', 'fs', 'net', 'path', 'os', 'tls', 'worker_threads', 'child_process'];

export default tseslint.config(
  {
    ignores: [
      'out/**',
      'dist/**',
      'node_modules/**',
      '.vscode-test/**',
      '.cache/**',
      '*.vsix',
      'test/fixtures/**',
      'coverage/**',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // The request and event maps are type aliases: an interface has no index signature, which RequestMap wants.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': 'off', // `void` is a result type in the request maps of engineApi and panelApi
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  wall(
    ['src/shared/*'],
    'shared/ imports nothing outside itself.',
    ['../*', '!./*', 'node:*'],
    ['vscode', 'mqtt', 'mqtt-packet'],
  ),
  wall(
    ['src/shared/*/**'],
    'shared/ imports nothing outside itself.',
    ['../../*', '!./*', 'node:*'],
    ['vscode', 'mqtt', 'mqtt-packet'],
  ),
  wall(
    ['src/engine/**'],
    'engine/ never imports vscode, host/ or webview/, nor the programs above it.',
    ['**/host/**', '**/webview/**', '**/extension', '**/cli'],
    ['vscode'],
  ),
  wall(
    ['src/cli.ts'],
    'cli.ts is the engine without VS Code.',
    ['**/host/**', '**/webview/**', '**/extension'],
    ['vscode'],
  ),
  wall(['src/host/**', 'src/extension.ts'], 'host/ meets the engine at shared/engineApi.ts alone.', [
    '**/engine/**',
    '**/webview/**',
    '**/cli',
    'mqtt',
    'mqtt-packet',
  ]),
  wall(['webview/**'], 'the page imports shared/ and nothing else of src/.', [
    '**/src/engine/**',
    '**/src/host/**',
    '**/src/extension',
    '**/src/cli',
    'vscode',
    'mqtt',
    'mqtt-packet',
    ...nodeBuiltins,
  ]),
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/toolkit.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='@vscode/webview-ui-toolkit']",
          message: 'The toolkit is archived: it is imported by webview/toolkit.ts alone.',
        },
        {
          selector: "AssignmentExpression[left.property.name='innerHTML']",
          message: 'Build nodes; markup from strings is a hole in the page.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Programs that someone starts in a terminal.
    files: ['scripts/**/*.ts', 'test/support/run*.ts', 'test/vscode/index.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
