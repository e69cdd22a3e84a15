import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['.venv/**', '**/templates/**'] },
  {
    files: ['course_lib/**/*.js', 'tests/**/*.js'],
    ...js.configs.recommended,
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.browser },
    rules: {
      ...js.configs.recommended.rules,
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];
