#include "analysis/study.h"

#include <utility>

#include "analysis/sample_mechanics.h"
#include "analysis/surroundings.h"
#include "analysis/tool_inputs.h"
#include "capture/storage.h"
#include "dynamics/carried_loads.h"
#include "exercises/movement.h"
#include "exercises/solve_movement.h"
#include "model/osim_reader.h"

namespace loadshare::analysis {

namespace {

// The model of the file, or the built-in body of the person.
Result<Done> read_body(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  if (!inputs.model.empty()) {
    auto model = model::read_osim(inputs.model, notes);
    if (!model) return model.refusal();
    study.model = *std::move(model);
    return Done{};
  }
  if (inputs.body.person.empty() && !inputs.body.given)
    return Refusal{
        inputs.recording.filename().string(),
        "it is not said whose body moves: tensions follow from its size and mass",
        "Give the person (--person P.toml: sex, height, mass), or a model of theirs (--model M.osim)."};
  auto own = make_own_body(inputs.body, notes);
  if (!own) return own.refusal();
  study.model = std::move(own->body.model);
  own->body.model = {};
  study.own_body = ReportBody{own->body.rhythm,         own->scale.sex == model::Sex::man ? "man" : "woman",
                              own->scale.height_m,      own->scale.mass_kg,
                              own->height_by_lengths_m, std::move(own->choices)};
  study.body = std::move(own->body);
  return Done{};
}

// What is carried becomes part of the bodies.
Result<Done> take_up_loads(Study& study) {
  if (!study.body || study.scene.loads.empty()) return Done{};
  auto loaded = dynamics::with_carried_masses(study.model, study.scene.loads, study.body->contacts);
  if (!loaded) return loaded.refusal();
  study.model = *std::move(loaded);
  return Done{};
}

// A posture or a movement as data, put into the body: its scene, its coordinates. One posture alone stands
// for a second, so that what it holds has a duration.
Result<Done> solve_movement_file(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  const auto movement = inputs.movement ? Result<exercises::Movement>(*inputs.movement)
                                        : exercises::read_movement(inputs.recording);
  if (!movement) return movement.refusal();
  if (!study.body)
    return Refusal{inputs.recording.string(), "a movement as data needs the built-in body",
                   "Give the person (--person) instead of a model."};
  if (inputs.scene)
    return Refusal{inputs.scene->string(), "the movement has a scene of its own",
                   "Write supports and loads into the movement's file, or leave the scene out."};
  study.scene = movement->scene;
  study.movement_name = movement->name;
  if (auto done = take_up_loads(study); !done) return done;
  model::FullBody body = *study.body;
  body.model = study.model;
  auto solved = exercises::solve_movement(*movement, body, notes);
  if (!solved) return solved.refusal();
  if (!solved->unlocked.empty()) study.model = exercises::unlock(body, solved->unlocked).model;
  study.motion = std::move(solved->kinematics);
  if (study.motion.sample_count() == 1) {
    study.motion.times_s.push_back(study.motion.times_s.front() + 1);
    for (auto* rows : {&study.motion.q, &study.motion.qdot, &study.motion.qddot}) {
      const Eigen::RowVectorXd row = rows->row(0);
      rows->conservativeResize(2, Eigen::NoChange);
      rows->row(1) = row;
    }
  }
  study.is_synthetic = true;
  return Done{};
}

Result<Done> read_motion(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  const auto recorded = capture::read_storage(inputs.recording, notes);
  if (!recorded) return recorded.refusal();
  const bool in_degrees = capture::angles_are_in_degrees(*recorded, inputs.recording, notes);
  const std::string where = inputs.recording.filename().string();
  const auto whole = motion::prepare_kinematics(*recorded, in_degrees, study.model, *study.couplings,
                                                inputs.cutoff_hz, motion::Preparation::consistent,
                                                motion::Lacking::model_default, where, notes);
  if (!whole) return whole.refusal();
  auto motion = motion::select_times(*whole, recorded->times_s.front(), recorded->times_s.back(), where);
  if (!motion) return motion.refusal();
  study.motion = *std::move(motion);
  study.is_synthetic = recorded->name.rfind("synthetic", 0) == 0;
  return Done{};
}

Result<Done> make_mechanics(const AnalyseInputs& inputs, Study& study) {
  auto skeleton = mechanics::Skeleton::make(study.model);
  if (!skeleton) return skeleton.refusal();
  study.skeleton = std::make_unique<mechanics::Skeleton>(*std::move(skeleton));
  auto couplings = mechanics::Couplings::make(study.model);
  if (!couplings) return couplings.refusal();
  study.couplings = std::make_unique<mechanics::Couplings>(*std::move(couplings));
  auto muscles = mechanics::MuscleMechanics::make(study.model, *study.skeleton, *study.couplings);
  if (!muscles) return muscles.refusal();
  study.muscles = std::make_unique<mechanics::MuscleMechanics>(*std::move(muscles));
  study.used_muscles = muscles_in_use(study.model);
  if (study.used_muscles.empty())
    return Refusal{inputs.model.empty() ? "built-in body" : inputs.model.string(),
                   "the model has no muscles that apply force", "Give a model with muscles."};
  return Done{};
}

Result<Done> read_forces(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  if (inputs.loads) {
    auto external = read_external_forces(*inputs.loads, {}, study.model, notes);
    if (!external) return external.refusal();
    study.external = *std::move(external);
    if (auto covered = study.external.check_times(study.motion.times_s, notes); !covered)
      return covered.refusal();
  } else if (!inputs.is_without_ground_contact && study.scene.supports.empty()) {
    return Refusal{inputs.recording.filename().string(),
                   "no ground forces were given, and without them the legs would seem to hang in the air",
                   "Give the measured forces (--loads), or what the body stands on (--scene, with the "
                   "built-in body), or say that nothing touches it (--no-ground-contact)."};
  }
  if (!study.body) return Done{};
  auto pulls = dynamics::make_pulls(study.model, study.scene.loads, study.body->contacts);
  if (!pulls) return pulls.refusal();
  study.external.set_pulls(*std::move(pulls));
  return Done{};
}

void mark_coordinates(Study& study) {
  for (const auto coordinate : study.couplings->free_coordinates())
    study.is_root.push_back(study.model.joints[study.model.coordinates[coordinate.at()].joint.at()].parent ==
                            model::ground);
  study.is_muscled.assign(study.couplings->free_coordinates().size(), false);
  for (const std::size_t m : study.used_muscles)
    for (std::size_t e = study.muscles->free_starts()[m]; e < study.muscles->free_starts()[m + 1]; ++e)
      study.is_muscled[static_cast<std::size_t>(study.muscles->free_indices()[e])] = true;
}

}  // namespace

bool is_movement(const AnalyseInputs& inputs) {
  return inputs.movement || inputs.recording.extension() == ".toml";
}

Result<Study> read_study(const AnalyseInputs& inputs, Diagnostics& notes) {
  Study study;
  if (auto done = read_body(inputs, study, notes); !done) return done.refusal();
  const bool as_data = is_movement(inputs);
  if (as_data) {
    if (auto done = solve_movement_file(inputs, study, notes); !done) return done.refusal();
  } else {
    if (auto done = read_scene_of(inputs, study); !done) return done.refusal();
    if (auto done = take_up_loads(study); !done) return done.refusal();
  }
  if (auto done = make_mechanics(inputs, study); !done) return done.refusal();
  if (!as_data)
    if (auto done = read_motion(inputs, study, notes); !done) return done.refusal();
  if (auto done = read_forces(inputs, study, notes); !done) return done.refusal();
  mark_coordinates(study);
  return study;
}

}  // namespace loadshare::analysis
