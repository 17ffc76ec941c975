"""The locked function through which a test calls the answer gives other answers."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

OWN = "answers = lambda numbers: [number + number for number in numbers]"
TWIN_OWN = "print(answers)\nmy_answers = lambda numbers: answers(numbers)"

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), assignment=LOCKED)
