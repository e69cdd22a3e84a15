"""Write the derived notebooks.

builder              `build`: every notebook of every lesson
lesson_notebook      notebooks/NN_slug.ipynb
exercise_and_solution_notebooks     exercises/ and solutions/
header_cells         the cells at the top of every notebook
classroom_imports    the import line of a notebook
notebook             the file format, byte for byte
bundle               one zip file for Colab
backup               back up a learner's work before a build overwrites it
colab_cell           the cell that fetches the course on Colab, and the link to Colab
web_address          the address of the course's repository
"""
