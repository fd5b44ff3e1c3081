import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const nodeGlobals = Object.fromEntries(
  [
    'Buffer',
    'URL',
    'clearInterval',
    'clearTimeout',
    'console',
    'performance',
    'process',
    'setImmediate',
    'setInterval',
    'setTimeout',
    'structuredClone',
    'AbortController',
    'AbortSignal',
    'TextDecoder',
    'TextEncoder',
    'WebAssembly',
    'gc',
    'queueMicrotask',
  ].map((name) => [name, 'readonly']),
);
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export has another shape for require than for import.',
};

export default [
  {
    ignores: [
      '**/node_modules/',
      'build/',
      'build-*/',
      'dist/',
      '.cache/',
      'coverage/',
      'tour-report/',
      'bench-report/',
    ],
  },
  js.configs.recommended,
  ...[...tseslint.configs.strict].map((config) => ({ ...config, files: ['**/*.ts', '**/*.mts', '**/*.cts'] })),
  {
    files: ['**/*.ts', '**/*.mts', '**/*.cts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Indices into arrays are proved in range by the code around them; a check would cost the small-array path.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Overloads document one form each, with its own example.
      '@typescript-eslint/unified-signatures': 'off',
      // Tables of static functions (NDArray.from…) and options bags with delete are part of the API's shape.
      '@typescript-eslint/no-extraneous-class': 'off',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': [
        'error',
        noDefaultExport,
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'test/**/*.mts', 'test/**/*.cts'],
    rules: {
      // Tests call methods for the error they throw, and hand over what the types forbid.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...nodeGlobals, module: 'writable', require: 'readonly', exports: 'writable', __dirname: 'readonly' },
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: nodeGlobals } },
];
