"""Who speaks where the name stands behind its verb, between the words themselves, or behind a day."""

from __future__ import annotations

import pytest

from test_quotations import speakers

# The name between the bars is the speaker's.
ORDERS = [
    ("sv", "”Det blir inga fler förseningar”, säger |Anna Beltram|, talesperson för hamnen."),
    ("sv", "Enligt |Anna Beltram| blir det \"inga fler förseningar i hamnen\"."),
    ("sv", "Statsminister |Ulf Dahl| säger att ”det blir inga fler förseningar i hamnen”."),
    ("sv", "”Det blir inga fler förseningar”, sade på tisdagen |Anna Beltram|."),
    ("da", "»Der kommer ikke flere forsinkelser«, siger |Anna Beltram|, talsperson for havnen."),
    ("da", "Ifølge |Anna Beltram| kommer der \"ikke flere forsinkelser i havnen\"."),
    ("no", "Ordfører |Lars Dahl| sier at «det blir ingen flere forsinkelser i havna»."),
    ("no", "«Det blir ingen flere forsinkelser», sier |Anna Beltram|."),
    ("cs", "„Další zpoždění v přístavu nebude,“ uvedl v pondělí primátor |Luděk Novák|."),
    ("cs", "Podle |Anny Beltramové| „další zpoždění v přístavu nebude“."),
    ("cs", "Jak uvedl |Jan Novák|, „další zpoždění v přístavu nebude“."),
    ("fr", "« Il n'y aura plus de retard », a souligné mardi |Anne Beltran|."),
    ("fr", "« Il n'y aura plus de retard », a souligné mardi la porte-parole du port, |Anne Beltran|."),
    ("fr", "« Il n'y aura plus de retard, martèle |Anne Beltran|, et nous commençons en mars. »"),
    ("fr", "Comme l'a dit |Anne Beltran|, « il n'y aura plus de retard dans le port »."),
    ("nl", "“Er komen geen vertragingen meer”, zei maandag |Anna Beltram|."),
    ("it", "«Non ci saranno altri ritardi - ha detto |Anna Beltrani| - e cominciamo a marzo»."),
    ("it", "\"Non ci saranno altri ritardi – spiega il sindaco |Luca Prati| –. Cominciamo a marzo\"."),
    ("it", "Lo ha detto il sindaco |Luca Prati|: \"Non ci saranno altri ritardi nel porto\"."),
    ("it", "“Non ci saranno altri ritardi”, così |Anna Beltrani|."),
    ("es", "Como dijo |Ana Beltrán|, \"no habrá más retrasos en el puerto\"."),
    ("es", "Así lo explicó la alcaldesa |Ana Beltrán|: \"No habrá más retrasos en el puerto\"."),
    ("pt", "Foi o que disse |Ana Beltrão|: \"Não haverá mais atrasos no porto\"."),
    ("pl", "Jak podkreśliła |Anna Beltram|, „nie będzie więcej opóźnień w porcie”."),
    ("it", "«Non ci saranno ritardi», ha scritto il ministro delle Infrastrutture, |Saverio Lanfredi|."),
    ("it", "«Non ci saranno ritardi», ha detto l'assessore ai Trasporti, |Luca Prati|."),
    ("it", "«Non ci saranno ritardi», ha tuonato il titolare, |Ubaldo Renzetti|."),
    ("pt", "“Não haverá atrasos”, disse o ministro das Finanças, |Rui Melo|."),
    ("pt", "“Não haverá atrasos”, atirou a dona, |Graça Monterroso|."),
    ("es", "«No habrá retrasos», espetó la dueña, |Ana Prats|."),
    ("es", "«No habrá retrasos», declaró a la AFP el capitán, |Yvon Kermadec|."),
    ("fr", "« Tout s'est éteint », a plaidé la directrice, |Solène Guivarc'h|."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), ORDERS)
def test_the_speaker_is_found_in_every_order_of_words(language: str, text: str) -> None:
    _, name, _ = text.split("|")
    assert set(speakers(text.replace("|", ""), language)) == {name}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "« Il m'a dit, explique-t-il, que le quai fermerait en mars. »"),
        ("it", "«Il sindaco, dice la legge, non può chiudere il porto in marzo»."),
        ("fr", "Elle a dit à Luc Prat : « Il n'y aura plus de retard dans le port. »"),
    ],
)
def test_who_is_spoken_of_or_to_is_no_speaker(language: str, text: str) -> None:
    assert set(speakers(text, language)) == {None}
