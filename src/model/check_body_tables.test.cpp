#include "model/check_body_tables.h"

#include <gtest/gtest.h>

#include "small_body.h"

namespace loadshare::model {
namespace {

using testing::Change;
using testing::refusal_of_body;

struct Refused {
  std::vector<Change> changes;
  std::string_view text;
};

TEST(BodyTableNames, AreGivenOnce) {
  const std::vector<Refused> cases{
      {{{"sources", "other,More", "ours,More"}},
       "sources.csv, line 3: 'ours' stands already in sources.csv, line 2\n  Keep one."},
      {{{"reference", "mass_kg,80,kg", "height_m,80,m"}},
       "reference.csv, line 3: 'height_m' stands already in reference.csv, line 2\n  Keep one."},
      {{{"bodies", "loin,spine", "chest,spine"}},
       "bodies.csv, line 4: 'chest' stands already in bodies.csv, line 3\n  Keep one."},
      {{{"joints", "upper,loin", "lower,loin"}},
       "joints.csv, line 4: 'lower' stands already in joints.csv, line 3\n  Keep one."},
      {{{"joints", "upper,loin,chest", "upper,loin,loin"}},
       "joints.csv, line 4: 'loin' stands already in joints.csv, line 3\n  Keep one."},
      {{{"coordinates", "upper_bend,upper", "bend,upper"}},
       "coordinates.csv, line 6: 'bend' stands already in coordinates.csv, line 5\n  Keep one."},
      {{{"couplers", "knee_angle_r_beta,knee_angle_r,1,ours",
         "knee_angle_r_beta,knee_angle_r,1,ours\nknee_angle_r_beta,hip_flexion_r,1,ours"}},
       "couplers.csv, line 4: 'knee_angle_r_beta' stands already in couplers.csv, line 3\n  Keep one."},
      {{{"muscles", "vastus_r,leg", "glute_r,leg"}},
       "muscles.csv, line 4: 'glute_r' stands already in muscles.csv, line 3\n  Keep one."},
      {{{"muscle_curves", "0.1,ours",
         "0.1,ours\nplain,0.45,0.73,1.8,0.86,0,0,0.25,5,0,0.15,1.4,0.2,0.75,0.1,ours"}},
       "muscle_curves.csv, line 3: 'plain' stands already in muscle_curves.csv, line 2\n  Keep one."},
      {{{"wraps", "ball_r", "seat_r"}},
       "wraps.csv, line 3: 'seat_r' stands already in wraps.csv, line 2\n  Keep one."},
      {{{"strength", "back,100", "leg,100"}},
       "strength.csv, line 3: 'leg' stands already in strength.csv, line 2\n  Keep one."},
      {{{"passive", "knee_stop_r", "glute_r"}},
       "passive.csv, line 2: 'glute_r' stands already in muscles.csv, line 3\n  Keep one."},
      {{{"actuators", "hip_motor_r", "knee_stop_r"}},
       "passive.csv, line 2: 'knee_stop_r' stands already in actuators.csv, line 2\n  Keep one."},
      {{{"bones", "0,0,ours", "0,0,ours\nshaft_r,chest,cylinder,0.012,0.3,,0,-0.2,0,0,0,0,ours"}},
       "bones.csv, line 3: 'shaft_r' stands already in bones.csv, line 2\n  Keep one."},
      {{{"markers", "RIBS", "RASI"}},
       "markers.csv, line 3: 'RASI' stands already in markers.csv, line 2\n  Keep one."},
      {{{"contacts", "spine", "heel_r"}},
       "contacts.csv, line 3: 'heel_r' stands already in contacts.csv, line 2\n  Keep one."},
      {{{"pressure", "floor,pelvis,0,-0.06,0,0.02,25,ours",
         "floor,pelvis,0,-0.06,0,0.02,25,ours\nfloor,chest,0,-0.06,0,0.02,25,ours"}},
       "pressure.csv, line 3: 'floor' stands already in pressure.csv, line 2\n  Keep one."},
      {{{"pressure_wall", "extensor_r,2,ours", "extensor_r,2,ours\nextensor_r,3,ours"}},
       "pressure_wall.csv, line 3: 'extensor_r' stands already in pressure_wall.csv, line 2\n  Keep one."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

// The same name for things of different kinds is no fault: a joint and a contact, say.
TEST(BodyTableNames, OfDifferentKindsMayBeTheSame) {
  EXPECT_EQ(refusal_of_body({{"contacts", "spine", "upper"}, {"pressure", "floor", "pelvis"}}), "");
}

TEST(BodySides, RowsAreOfTheRightSideOrTheMidline) {
  const std::vector<Refused> cases{
      {{{"bodies", "loin,spine", "loin_l,spine"}},
       "bodies.csv, line 3: 'loin_l' is of the left side\n  Write the right side alone: the left one is made "
       "from it."},
      {{{"muscle_points", "extensor_r,2,chest", "extensor_r,2,chest_l_2"}},
       "muscle_points.csv, line 3: 'chest_l_2' is of the left side\n  Write the right side alone: the left "
       "one is made from it."},
      {{{"passive", "knee_stop_r", "knee_stop"}},
       "passive.csv, line 2: 'knee_stop' is of the midline, but 'knee_angle_r' of the right side: the left "
       "would have none\n  End its name in _r, so that it stands for a pair, or let it mention the midline "
       "alone."},
      {{{"contacts", "heel_r", "heel"}},
       "contacts.csv, line 2: 'heel' is of the midline, but 'shank_r' of the right side: the left would have "
       "none\n  End its name in _r, so that it stands for a pair, or let it mention the midline alone."},
      {{{"markers", "RHEEL", "HEEL"}},
       "markers.csv, line 4: 'HEEL' is of the midline, but 'shank_r' of the right side: the left would have "
       "none\n  End its name in _r, so that it stands for a pair, or let it mention the midline alone."},
      {{{"markers", "RASI,pelvis,0,0.02,0.12,front of the pelvis,ours",
         "RASI,pelvis,0,0.02,0.12,front of the pelvis,ours\nLASI,pelvis,0,0.02,-0.12,,ours"}},
       "markers.csv, line 3: 'LASI' stands already in markers.csv, line 2\n  Leave it out: the left side is "
       "made from the right one."},
      {{{"joints", "upper,loin", "upper_r,loin"},
        {"joint_axes", "upper,rotation_1,0,0,1,upper_bend", "upper_r,rotation_1,0,0,1,upper_bend_r"},
        {"coordinates", "upper_bend,upper", "upper_bend_r,upper_r"},
        {"couplers", "upper_bend,bend,rhythm", "upper_bend_r,bend,0.4"}},
       "joints.csv, line 4: the row's mirror image names 'chest' again\n  Let the row belong to the midline, "
       "or "
       "name one of a pair."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

TEST(BodySources, BeginWithKeysThatAreListed) {
  const std::vector<Refused> cases{
      {{{"actuators", "100,ours", "100,mine"}},
       "actuators.csv, line 2: the source 'mine' is not listed in sources.csv\n  Begin the source with a key "
       "of sources.csv; what was done follows a semicolon."},
      {{{"actuators", "100,ours", "100,"}}, "actuators.csv, line 2: 'source' is empty\n  Fill it in."},
      {{{"actuators", "100,ours", "100,ours + mine; doubled"}},
       "actuators.csv, line 2: the source 'mine' is not listed in sources.csv\n  Begin the source with a key "
       "of sources.csv; what was done follows a semicolon."},
      {{{"actuators", "100,ours", "100,; doubled"}},
       "actuators.csv, line 2: the source '' is not listed in sources.csv\n  Begin the source with a key of "
       "sources.csv; what was done follows a semicolon."},
      {{{"actuators", "100,ours", "100,ours +: doubled"}},
       "actuators.csv, line 2: the source '' is not listed in sources.csv\n  Begin the source with a key of "
       "sources.csv; what was done follows a semicolon."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
  for (const char* source :
       {"other + ours: doubled", "ours", "other+ours", "ours; halved: by us", "\"ours, twice\""})
    EXPECT_EQ(refusal_of_body({{"actuators", "100,ours", std::string("100,") + source}}), "") << source;
}

}  // namespace
}  // namespace loadshare::model
