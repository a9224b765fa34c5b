"""Who may be whom: by number, by mail, by name; and never somebody who bears another's number."""

from __future__ import annotations

from app.rules.contact_match import Contact, Customer, MatchWhy, candidates, plain_name

ACME = Customer(1, "KLF-1", "Acmé (Pty) Ltd", "pay@acme.example")
BETA = Customer(2, "KLF-2", "Beta", "")


def found(customers, *contacts):
    return {number: [(each.xero_id, why) for each, why in some] for number, some in candidates(customers, contacts).items()}


def test_the_surest_comes_first_and_each_contact_once():
    by_name = Contact("n", "ACME", "", "other@acme.example")
    by_mail = Contact("m", "Somebody", "", "PAY@acme.example ")
    by_all = Contact("a", "Acme", "KLF-1", "pay@acme.example")
    assert found([ACME, BETA], by_name, by_mail, by_all) == {
        1: [("a", MatchWhy.NUMBER), ("m", MatchWhy.EMAIL), ("n", MatchWhy.NAME)],
        2: [],
    }


def test_whose_number_is_anothers_is_nobody_elses():
    assert found([ACME, BETA], Contact("b", "Acme", "KLF-2", "pay@acme.example")) == {1: [], 2: [("b", MatchWhy.NUMBER)]}


def test_a_number_that_is_none_of_ours_does_not_stand_in_the_way():
    assert found([ACME], Contact("x", "Acme Ltd", "OLD-77", "")) == {1: [("x", MatchWhy.NAME)]}


def test_nobody_matches_by_an_empty_mail_or_a_name_of_signs():
    assert found([BETA, Customer(3, "KLF-3", "!!!", "")], Contact("e", "", "", "")) == {2: [], 3: []}


def test_names_without_their_legal_form():
    assert {plain_name(each) for each in ("The Acmé (Pty) Ltd.", "ACME", "acme b.v.")} == {"acme"}
    assert plain_name("Limited") == "limited"
