// One row of each table: its columns, and what must hold of its fields. Internal to the reader.
#pragma once

#include "model/body_tables.h"
#include "model/table_row.h"

namespace loadshare::model {

void read(TableRow& row, SourceRow& to);
void read(TableRow& row, ReferenceRow& to);
void read(TableRow& row, BodyRow& to);
void read(TableRow& row, JointRow& to);
void read(TableRow& row, JointAxisRow& to);
void read(TableRow& row, CoordinateRow& to);
void read(TableRow& row, CouplerRow& to);
void read(TableRow& row, FunctionRow& to);
void read(TableRow& row, RhythmRow& to);
void read(TableRow& row, MuscleRow& to);
void read_muscle_point(TableRow& row, PathPointRow& to);
void read_ligament_point(TableRow& row, PathPointRow& to);
void read(TableRow& row, MuscleCurvesRow& to);
void read_wrap(TableRow& row, SolidRow& to);
void read_bone(TableRow& row, SolidRow& to);
void read_muscle_wrap(TableRow& row, PathWrapRow& to);
void read_ligament_wrap(TableRow& row, PathWrapRow& to);
void read(TableRow& row, LigamentRow& to);
void read(TableRow& row, StrengthRow& to);
void read(TableRow& row, PassiveRow& to);
void read(TableRow& row, ActuatorRow& to);
void read_marker(TableRow& row, PointRow& to);
void read_contact(TableRow& row, PointRow& to);
void read(TableRow& row, PressureRow& to);
void read(TableRow& row, PressureWallRow& to);

}  // namespace loadshare::model
