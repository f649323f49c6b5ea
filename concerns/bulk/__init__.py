"""Many rows at once: readings in a few statements, verbs one savepoint each.

Rows are read (`files`), their cells by the fields of the one-row route (`cells`), each row's
measure found (`measures`) and its values completed (`whole`). What is whole is staged (`stage`),
judged by the model's own constraints and guards (`judge`), and recorded (`readings`).
"""
