"""One linear programme whose bounds and costs change from question to question, solved by HiGHS.

HiGHS (Huangfu and Hall 2018) is asked for vertices by the simplex method; small programmes start cold, because
their old basis costs more than it saves.
"""

from __future__ import annotations

import highspy
import numpy as np

from concordat.lib.safe_statistics.relations import Floats, Relations

INFINITE = float(highspy.kHighsInf)
NEARLY = 1e-6


class SolverFailed(RuntimeError):
    """HiGHS gave neither an answer nor a proof that there is none."""


class Programme:
    """Minimise cost x where A x = right side and bounds hold."""

    def __init__(self, relations: Relations, columns: int, warm: bool = False) -> None:
        self.highs = highspy.Highs()
        self.highs.silent()
        for option, value in (("presolve", "off"), ("solver", "simplex"), ("threads", 1)):
            self.highs.setOptionValue(option, value)
        if not warm:
            self.highs.setOptionValue("use_warm_start", False)
        self.columns = columns
        self.rows = relations.count
        self.everything = np.arange(columns, dtype=np.int32)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = columns, relations.count
        programme.col_cost_ = np.zeros(columns)
        programme.col_lower_, programme.col_upper_ = np.zeros(columns), np.full(columns, INFINITE)
        programme.row_lower_ = programme.row_upper_ = np.zeros(relations.count)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = relations.starts.astype(np.int32)
        programme.a_matrix_.index_ = relations.columns.astype(np.int32)
        programme.a_matrix_.value_ = relations.signs
        self.highs.passModel(programme)

    def set_bounds(self, lower: Floats, upper: Floats) -> None:
        """Bounds of every column."""
        self.highs.changeColsBounds(self.columns, self.everything, lower, upper)

    def set_costs(self, costs: Floats) -> None:
        """Costs of every column."""
        self.highs.changeColsCost(self.columns, self.everything, costs)

    def set_sums(self, sums: Floats) -> None:
        """What every row comes to."""
        self.highs.changeRowsBounds(self.rows, np.arange(self.rows, dtype=np.int32), sums, sums)

    def solve(self) -> Floats | None:
        """The cheapest point, or nothing where there is none."""
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return np.asarray(self.highs.getSolution().col_value, dtype=np.float64)
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        raise SolverFailed(f"HiGHS ended with {self.highs.modelStatusToString(status)}.")

    def whole(self, nodes: int) -> Floats | None:
        """The first point in whole numbers, or nothing where none was found in so many nodes of the search.

        Nodes and no clock: the same seed gives the same release on a busy machine too.
        """
        kind = np.full(self.columns, highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(self.columns, self.everything, kind)
        self.highs.setOptionValue("mip_max_nodes", nodes)
        for option, value in (("presolve", "choose"), ("mip_abs_gap", INFINITE), ("mip_rel_gap", INFINITE)):
            self.highs.setOptionValue(option, value)
        self.highs.run()
        found = self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        point = np.asarray(self.highs.getSolution().col_value, dtype=np.float64) if found else None
        self.highs.setOptionValue("presolve", "off")
        real = np.full(self.columns, highspy.HighsVarType.kContinuous)
        self.highs.changeColsIntegrality(self.columns, self.everything, real)
        return point


def is_whole(point: Floats) -> bool:
    """Whether a point is a table of whole numbers, but for the solver's rounding."""
    return bool(np.abs(point - np.round(point)).max(initial=0.0) < NEARLY)
