"""What an operator does with people on the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from community.accounts.actions import (
    EmailTaken,
    ask_for_erasure,
    erase_person,
    make_operator,
    make_person,
)
from community.accounts.models import Person
from community.accounts.passwords import hash_password
from community.accounts.queries import person_with_email
from community.accounts.rules.passwords import fault_of_password
from community.foundation import clock
from community.foundation.errors import Problem

people = AppGroup("people", help="People and their accounts.")


def _with_email(email: str) -> Person:
    person = person_with_email(email)
    if person is None:
        raise click.ClickException(f"Nobody here has the e-mail {email}.")
    return person


@people.command("add")
@click.option("--name", prompt=True)
@click.option("--email", prompt=True)
@click.option("--operator", is_flag=True, help="Let the person run the instance.")
@click.password_option()
def add_command(name: str, email: str, operator: bool, password: str) -> None:
    """Make an account; the e-mail counts as confirmed."""
    if fault := fault_of_password(password, name, email):
        raise click.ClickException(fault)
    try:
        make_person(name, email, hash_password(password), clock.now(), is_operator=operator)
    except EmailTaken:
        raise click.ClickException(f"There is an account with the e-mail {email}.") from None
    click.echo(f"{name} can sign in.")


@people.command("make-operator")
@click.argument("email")
def make_operator_command(email: str) -> None:
    """Let a person run the instance."""
    person = _with_email(email)
    make_operator(person.id)
    click.echo(f"{person.name} runs this instance now.")


@people.command("erase")
@click.argument("email")
@click.option("--now", "at_once", is_flag=True, help="Do not wait 14 days.")
@click.confirmation_option(prompt="This erases the account for good. Go on?")
def erase_command(email: str, at_once: bool) -> None:
    """Erase a person, in 14 days unless --now is given."""
    person = _with_email(email)
    try:
        ask_for_erasure(person.id, person.id, clock.now())
        if at_once:
            erase_person(person.id)
    except Problem as problem:
        raise click.ClickException(problem.message % problem.values) from None
    click.echo("Erased." if at_once else "The account goes in 14 days.")
