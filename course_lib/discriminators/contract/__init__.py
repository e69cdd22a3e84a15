"""Check that a discriminator keeps the promises that the rest of the package relies on.

    contract_report = check_contract(MyDiscriminator(filters=1))
    print(contract_report)         what is wrong, what it breaks, and the usual cause
    contract_report.require()      raises an error if anything is wrong, for tests

The checks only look at behaviour: they call the discriminator with seeded waves, and don't depend
on how it is written. ``CHECKS`` lists them, and ``NEEDS`` the checks that must have passed before
another makes sense. Each of the modules `shapes`, `behaviour`, `gradients`, `values` and `state`
contains the checks of one question, and `all_checks` calls them all. `probe` runs the discriminator
for them, and `contract_report` is the result. A crash inside the discriminator is a fault like any
other, so `check_contract` itself doesn't raise.

Source: the idea comes from scikit-learn's ``check_estimator``,
https://scikit-learn.org/stable/developers/develop.html
"""

from course_lib.discriminators.contract.all_checks import CHECKS, NEEDS, check_contract
from course_lib.discriminators.contract.contract_report import ContractError, ContractReport

__all__ = ["CHECKS", "NEEDS", "ContractError", "ContractReport", "check_contract"]
