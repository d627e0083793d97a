"""Lines that an outlet puts above or below whatever it prints are its stock text, in two articles already."""

from __future__ import annotations

from pathlib import Path

import pytest

from index_helpers import collection, known
from made_columns import compared, made_article
from provenance.model import Content, Report

IMPRINT = "The Port Herald is published by Lorn Sound Media Limited of Quay Street."
FIRE = (
    "A fire tore through the rope works in Kessel on Monday night. Harbourmaster Ada Berg closed the basin.",
    "Forty firefighters from Kessel and Sund poured water on the roof until dawn, Captain Olu Reyes said.",
    "Nobody was hurt, and the mayor, Carl Dunn, promised help for the 62 rope makers who lost their looms.",
    "The works were built in 1911 by Ignatius Velden, whose statue in front of them lost its hat of bronze.",
    "Insurers from Ostrava will look at the ruin on Friday, and Berg hopes to open the basin again by then.",
)
MATCH = (
    "Mirren Wanderers beat Tarnow Rovers by three goals at Pemberley Park, their best result since 1987.",
    "Tomas Quillon scored twice before the rain came down, and Neville Strake headed in the last one.",
    "The crowd of 4,312 sang for Quillon, who leaves for Harwick in June, and threw him scarves and a hen.",
    "Rovers lost Piet Hollmann to a red card after he had argued about a corner with referee Dora Marsh.",
    "Wanderers travel to Vostok next Saturday, where they last won when Strake still played for the juniors.",
)
MORE_OF_THE_MATCH = (
    "Strake said that he had dreamt of the goal, and that in the dream the ball had been a loaf of bread.",
    *MATCH[1:],
)


def both(
    left: tuple[str, ...], right: tuple[str, ...], outlets: tuple[str | None, str | None] = (None, None)
) -> Report:
    return compared(
        [
            made_article(name, "\n\n".join(parts), outlet=outlet)
            for name, parts, outlet in zip("ab", (left, right), outlets, strict=True)
        ]
    )


def called(report: Report, words: str = "published by") -> set[Content]:
    return {match.content for match in report.matches if words in match.left.text}


@pytest.mark.parametrize("outlets", [("Port Herald", "Port Herald"), (None, None), ("Port Herald", None)])
@pytest.mark.parametrize("ends", [((IMPRINT,), ()), ((), (IMPRINT,))], ids=["head", "foot"])
def test_a_line_at_one_end_of_two_articles_with_different_stories_is_boilerplate(
    ends: tuple[tuple[str, ...], tuple[str, ...]], outlets: tuple[str | None, str | None]
) -> None:
    head, foot = ends
    report = both((*head, *FIRE, *foot), (*head, *MATCH, *foot), outlets)
    assert called(report) == {"boilerplate"}
    assert [pair.origin.kind for pair in report.pairs] == ["boilerplate"]


def test_a_credit_elsewhere_makes_no_wire_copy_of_two_articles_with_an_imprint_in_common() -> None:
    credited = (f"KESSEL (Reuters) - {FIRE[0]}", *FIRE[1:], IMPRINT)
    (pair,) = both(credited, (*MATCH, IMPRINT), ("Port Herald", "Port Herald")).pairs
    assert (pair.origin.kind, pair.origin.agency) == ("boilerplate", None)


@pytest.mark.parametrize(
    ("left", "right", "outlets"),
    [
        ((*FIRE, IMPRINT), (*MATCH, IMPRINT), ("Port Herald", "Sund Echo")),
        ((*MATCH, IMPRINT), (*MORE_OF_THE_MATCH, IMPRINT), ("Port Herald", "Port Herald")),
        ((*FIRE[:3], IMPRINT, *FIRE[2:]), (*MATCH[:3], IMPRINT, *MATCH[2:]), ("Port Herald", "Port Herald")),
        ((*FIRE, IMPRINT), (IMPRINT, *MATCH), ("Port Herald", "Port Herald")),
        ((*FIRE, f"{IMPRINT} {FIRE[2]}"), (*MATCH, IMPRINT), ("Port Herald", "Port Herald")),
        ((*FIRE, IMPRINT), (*FIRE[3:], *MATCH, IMPRINT), ("Port Herald", "Port Herald")),
    ],
    ids=["two outlets", "one story", "amid both", "head and foot", "part of a paragraph", "much besides"],
)
def test_other_text_in_common_stays_a_passage(
    left: tuple[str, ...], right: tuple[str, ...], outlets: tuple[str | None, str | None]
) -> None:
    assert called(both(left, right, outlets)) == {"passage"}


def test_a_check_calls_a_standing_line_as_a_comparison_does(tmp_path: Path) -> None:
    made = collection(*("\n\n".join((*story, IMPRINT)) for story in (FIRE, MATCH)), outlet="Port Herald")
    expected = known(made.compared().matches, made.ids[0])
    assert [content for _, _, content in expected.values()] == ["boilerplate"]
    path = made.indexed(tmp_path / "index.duckdb", [made.without(0)])
    assert known(made.checked(path, 0).matches, made.ids[0]) == expected


IMPRINT_ZH = (
    "本报由洛恩湾传媒有限公司编辑出版，地址是港口街12号，"
    "未经本报书面许可不得转载复制或者以其他方式使用本站的文字和图片。"
)
FIRE_ZH = (
    "周一夜里，凯瑟尔港的制绳厂发生大火，港务长林海关闭了整个港池，渡轮全部停在对岸。",
    "来自凯瑟尔和松德的40名消防员整夜向屋顶喷水，队长赵勇说火势直到天亮才被控制住。",
    "无人受伤，市长邓国强答应帮助失去织机的62名制绳工人，并且先付给他们两个月的工资。",
    "工厂由魏德全于1911年建成，厂门前的铜像在大火中失去了帽子，有人在水里把它捞了上来。",
    "保险公司周五派人查看废墟，林海希望那时重新开放港池，目前有17条船在外海抛锚等候。",
    "居民们说，夜里的浓烟一直飘到灯塔那边，学校停课一天，老师们忙着打扫院子里的灰烬。",
    "厂里的老工人记得，上一次失火是在1958年，当时全城的人排成长队，用木桶从河里传水。",
    "警方正在调查起火的原因，初步认为是库房里的旧电线短路，最后结论要等到下个月才有。",
)
MATCH_ZH = (
    "米伦队周六在彭伯利公园以5比0击败塔诺队，这是该队自1987年以来打得最好的一场比赛。",
    "前锋齐伦在大雨到来之前打进两球，随后老将史川用头球锁定胜局，看台上顿时一片欢呼。",
    "现场4312名观众为齐伦歌唱，他夏天将转会到哈维克，球迷们扔给他许多围巾和一只母鸡。",
    "塔诺队的霍尔曼与主裁判马朵拉争论角球，被红牌罚下，客队此后再也没有过射门的机会。",
    "米伦队下一轮远征沃斯托克，他们上次在那里取胜时，史川还在为少年队踢球，年仅15岁。",
    "教练在赛后的新闻发布会上表示，球队训练刻苦，年轻球员进步很快，但是防守还有漏洞。",
    "塔诺队本赛季已经输掉23场，他们的主席承认，如果再不引进后卫，降级恐怕是难免的了。",
    "彭伯利公园的草皮刚刚换过，管理员每天清晨五点起床浇水，他说草比自己的孩子还要娇。",
)


def test_in_a_script_without_spaces_lines_and_articles_are_measured_alike() -> None:
    # The line is less than a fifth of either article in characters, and in words as well.
    report = both((*FIRE_ZH, IMPRINT_ZH), (*MATCH_ZH, IMPRINT_ZH))
    assert called(report, "本报由") == {"boilerplate"}


def test_in_a_script_without_spaces_a_large_part_of_an_article_is_no_standing_line() -> None:
    half = len(MATCH_ZH) // 2
    report = both((*FIRE_ZH[:half], IMPRINT_ZH), (*MATCH_ZH[:half], IMPRINT_ZH))
    assert called(report, "本报由") == {"passage"}
