"""The rule of clusters as joins: the lexicographically first maximal independent set, round by round.

In each round every open node that no open neighbour comes before becomes a leader, and its neighbours leave.
That is the set that ``passages.cluster.lead`` finds one node after the other: a node leads if and only if no
neighbour before it does. The number of rounds grows with the longest descent from neighbour to neighbour,
which is short where strengths differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def lead(session: Any, left: Array, right: Array, score: Array) -> Array:
    """Return the leader of every node, see ``passages.cluster.lead``; only the result comes to the driver.

    Keys are not salted: the only skewed one is a node with very many neighbours (a star's centre), each edge
    stands there twice, and no join here multiplies rows, so the work of its task is linear; Spark's adaptive
    execution splits it where that pays.
    """
    import pyarrow as pa
    from pyspark.sql import functions as sql

    if not len(left):
        return np.zeros(0, dtype=np.int64)
    table = pa.table({
        "node": np.concatenate([left, right]),
        "other": np.concatenate([right, left]),
        "score": np.concatenate([score, score]),
    })  # fmt: skip
    edges = session.createDataFrame(table)
    strength = edges.groupBy("node").agg(sql.sum("score").alias("strength"))
    theirs = strength.select(sql.col("node").alias("other"), sql.col("strength").alias("theirs"))
    before = sql.expr("theirs > strength or (theirs = strength and other < node)")
    ranked = edges.join(strength, "node").join(theirs, "other").withColumn("behind", before)
    ranked = ranked.select("node", "other", "score", "behind").localCheckpoint()
    leaders = _leaders(ranked)
    # Of a node's leaders the one with the best score, of equals the smaller number.
    best = sql.min(sql.struct((-sql.col("score")).alias("worse"), sql.col("other"))).alias("best")
    joined = ranked.join(leaders.withColumnRenamed("node", "other"), "other", "left_semi")
    members = joined.join(leaders, "node", "left_anti").groupBy("node").agg(best)
    found = members.select("node", sql.col("best.other").alias("leader")).toArrow()
    result = np.arange(1 + max(int(left.max()), int(right.max())), dtype=np.int64)
    result[found.column("node").to_numpy()] = found.column("leader").to_numpy()
    return result


def _leaders(edges: Any) -> Any:
    """Return the nodes that lead, from edges in both directions and which end comes ``behind``."""
    from pyspark.sql import functions as sql

    open_ = edges.select("node").distinct().localCheckpoint()
    leaders = None
    while True:
        blocked = edges.filter("behind").select("node").distinct()
        fresh = open_.join(blocked, "node", "left_anti").localCheckpoint()
        leaders = fresh if leaders is None else leaders.union(fresh)
        led = fresh.select(sql.col("node").alias("other"))
        gone = edges.join(led, "other", "left_semi").select("node").distinct()
        # Without checkpoints each round's plan would hold all rounds before it.
        open_ = open_.join(fresh, "node", "left_anti").join(gone, "node", "left_anti").localCheckpoint()
        if open_.isEmpty():
            return leaders
        others = open_.withColumnRenamed("node", "other")
        edges = edges.join(open_, "node", "left_semi").join(others, "other", "left_semi").localCheckpoint()
