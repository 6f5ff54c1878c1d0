#!/usr/bin/env python3
"""Writes body.osim beside this script: the small model of the sample recording.

Everything that the file says comes from the tables below. Positions of muscle lines are those of the
published models named in CREDITS, in their metres, and are scaled by SCALE to a person of 1.75 m and
rounded to the millimetre here. Left is the mirror of right (z and the turns about x and y change sign).
With --check nothing is written: the exit code says whether body.osim is what the tables make.
"""
import math
import pathlib
import sys

STATURE_M, MASS_KG = 1.75, 70.0
SCALE = STATURE_M / 1.70  # the full-body model of Rajagopal 2016 is 1.70 m tall
DE_LEVA = STATURE_M / 1.741  # de Leva's mean man is 1.741 m tall

CREDITS = """Small model of the loadshare project, for its own sample recording; not its body model. A man of
  1.75 m and 70 kg; head and arms (folded over the chest) belong to the torso.
  Masses, centres and inertias: de Leva 1996, J Biomech 29:1223, table 4, men.
  Pelvis, legs and their muscles, simplified: Rajagopal et al. 2016, IEEE Trans Biomed Eng 63:2068; Lai et al.
  2017, Ann Biomed Eng 45:2762; Uhlrich et al. 2022, Sci Rep 12:9842.
  Erector spinae, obliques, deep rotators, lumbar joint: Delp et al. 1990, IEEE Trans Biomed Eng 37:757, with the trunk of
  Anderson and Pandy 1999, Comput Methods Biomech Biomed Engin 2:201 (gait2392).
  Rectus abdominis, quadratus lumborum: Christophy et al. 2012, Biomech Model Mechanobiol 11:19;
  Beaucage-Gauvreau et al. 2019, Comput Methods Biomech Biomed Engin 22:451.
  Fibre lengths of the quadriceps, standing: Ward et al. 2009, Clin Orthop Relat Res 467:1074.
  Written by make_body.py; numbers are metres, newtons, kilograms and radians."""


def scaled(p):
    return tuple(round(x * SCALE, 3) for x in p)


# ---- joints: centres in the published metres ----------------------------------------------------
HIP_P = scaled((-0.0563, -0.0785, 0.0773))  # in the pelvis
BACK_P = scaled((-0.1007, 0.0815, 0))
KNEE_F = (-0.005, -0.422, 0)  # in the femur; one axis, where the published knee's axis wanders
KNEE_T = scaled((-0.0081, -0.0035, 0))  # in the tibia
ANKLE_T = scaled((-0.01, -0.40, 0))
ANKLE_F = scaled((0.0488, 0.0420, 0))  # in the foot, whose origin lies in the heel, under the ankle's middle
SOLE_F = -0.012  # height of the sole in the foot
HEEL_F = -0.014  # x of the heel in the foot

# ---- muscles, right side ------------------------------------------------------------------------
# name: (Fmax N, optimal fibre, tendon slack, pennation at optimum rad, points (body, x, y, z), wraps (name,
# first and last point that it lies between; -1: any))
# Lengths in the published metres, scaled like the points. Where two published lines are one here, the
# strength is their sum. In the foot, z is counted from the ankle's middle.
MUSCLES = {
    "glmax1": (984, 0.147, 0.0873, 0.354, [
        ("pelvis", -0.1231, 0.0345, 0.0563), ("pelvis", -0.1257, -0.0242, 0.0779),
        ("femur", -0.0444, -0.0326, 0.0302), ("femur", -0.0277, -0.0566, 0.0470)], [("glmax1_at_pelvis", "-1 -1")]),
    "glmax2": (1406, 0.157, 0.109, 0.367, [
        ("pelvis", -0.1317, 0.0087, 0.0462), ("pelvis", -0.1344, -0.0609, 0.0813),
        ("femur", -0.0450, -0.0584, 0.0252), ("femur", -0.0156, -0.1016, 0.0419)], [("glmax2_at_pelvis", "-1 -1")]),
    "glmax3": (948, 0.167, 0.103, 0.382, [
        ("pelvis", -0.1300, -0.0525, 0.0090), ("pelvis", -0.1273, -0.1263, 0.0435),
        ("femur", -0.0281, -0.1125, 0.0094), ("femur", -0.0060, -0.1419, 0.0411)], [("glmax3_at_pelvis", "-1 -1")]),
    "glmed1": (1093, 0.0765, 0.0585, 0.317, [
        ("pelvis", -0.0490, 0.0260, 0.1150), ("femur", -0.0140, -0.0180, 0.0590)], []),
    # The middle and rear lines as one, between them.
    "glmed2": (1636, 0.0810, 0.0620, 0.317, [
        ("pelvis", -0.0925, 0.0355, 0.0730), ("femur", -0.0265, -0.0074, 0.0539)], []),
    # Three lines as the middle one.
    "glmin": (1216, 0.0687, 0.0320, 0.0, [
        ("pelvis", -0.0616, 0.0100, 0.1010), ("femur", 0.0040, -0.0090, 0.0520)], []),
    "bflh": (1313, 0.0976, 0.3325, 0.176, [
        ("pelvis", -0.1040, -0.1191, 0.0586), ("tibia", -0.0344, -0.0365, 0.0362),
        ("tibia", -0.0270, -0.0501, 0.0348)], []),
    "bfsh": (557, 0.1103, 0.1058, 0.264, [
        ("femur", 0.0050, -0.2111, 0.0234), ("tibia", -0.0287, -0.0328, 0.0320)], []),
    "semimem": (2201, 0.0860, 0.3350, 0.255, [
        ("pelvis", -0.0987, -0.1140, 0.0614), ("tibia", -0.0270, -0.0410, -0.0196)], []),
    "semiten": (591, 0.1930, 0.2472, 0.241, [
        ("pelvis", -0.1038, -0.1253, 0.0515), ("tibia", -0.0312, -0.0508, -0.0229),
        ("tibia", 0.0019, -0.0773, -0.0117)], []),
    # Upper and middle fibres as the middle line; lower and ischial fibres as the ischial line.
    "addmag1": (1195, 0.1377, 0.0466, 0.207, [
        ("pelvis", -0.0527, -0.1208, 0.0285), ("femur", 0.0024, -0.1624, 0.0292)], []),
    "addmag2": (1195, 0.1562, 0.2163, 0.168, [
        ("pelvis", -0.0896, -0.1298, 0.0417), ("femur", 0.0048, -0.3880, -0.0327)], []),
    "addlong": (917, 0.1082, 0.1318, 0.138, [
        ("pelvis", -0.0076, -0.0889, 0.0189), ("femur", 0.0113, -0.2394, 0.0158)], []),
    # The deep rotators as one: the line of the quadratus femoris from Delp 1990, moved with the hip's centre,
    # with the strength of the gemelli added.
    "quad_fem": (545, 0.0540, 0.0340, 0.0, [
        ("pelvis", -0.0999, -0.1275, 0.0458), ("femur", -0.0381, -0.0359, 0.0366)], []),
    "iliacus": (1021, 0.1066, 0.0961, 0.280, [
        ("pelvis", -0.0605, 0.0309, 0.0843), ("pelvis", -0.0135, -0.0557, 0.0756),
        ("femur", -0.0023, -0.0565, 0.0139), ("femur", -0.0122, -0.0637, 0.0196)], [("iliacus_at_brim", "2 3")]),
    "psoas": (1427, 0.1169, 0.0995, 0.216, [
        ("pelvis", -0.0606, 0.0620, 0.0390), ("pelvis", -0.0205, -0.0654, 0.0656),
        ("femur", -0.0132, -0.0467, 0.0046), ("femur", -0.0235, -0.0524, 0.0088)], [("psoas_at_brim", "2 3")]),
    # The quadriceps run over a cylinder that stands for condyles and kneecap; their tendons are as long as
    # makes the fibres, standing, what Ward 2009 found: 0.80 (vasti) and 0.90 (rectus) of the optimum.
    "recfem": (2192, 0.0759, 0.4442, 0.217, [
        ("pelvis", -0.0240, -0.0388, 0.0933), ("tibia", 0.0326, -0.0631, 0.0)], [("quadriceps_at_knee", "-1 -1")]),
    # Half of the vastus intermedius each.
    "vasmed": (3597, 0.1100, 0.1936, 0.422, [
        ("femur", 0.0140, -0.2099, 0.0188), ("femur", 0.0356, -0.2769, 0.0009),
        ("tibia", 0.0326, -0.0636, -0.0068)], [("quadriceps_at_knee", "-1 -1")]),
    "vaslat": (5998, 0.1170, 0.2056, 0.253, [
        ("femur", 0.0048, -0.1854, 0.0349), ("femur", 0.0269, -0.2591, 0.0409),
        ("tibia", 0.0326, -0.0634, 0.0051)], [("quadriceps_at_knee", "-1 -1")]),
    "sart": (249, 0.4030, 0.1240, 0.026, [
        ("pelvis", -0.0195, -0.0156, 0.1056), ("femur", -0.0030, -0.3568, -0.0421),
        ("tibia", -0.0251, -0.0401, -0.0365), ("tibia", -0.0159, -0.0599, -0.0264),
        ("tibia", 0.0136, -0.0810, -0.0026)], []),
    # Both heads, between them.
    "gasmed": (4691, 0.0625, 0.3825, 0.185, [
        ("femur", 0.0050, -0.3840, -0.0080), ("foot", 0.0044, 0.0310, 0.0026)], [("gastrocnemius_at_knee", "-1 -1")]),
    # Tendon 3 % longer than published: what it would stretch under load, for here it does not.
    "soleus": (6195, 0.0440, 0.2900, 0.381, [
        ("tibia", -0.0076, -0.0916, 0.0098), ("foot", 0.0044, 0.0310, 0.0026)], []),
    "tibant": (1227, 0.0683, 0.2405, 0.195, [
        ("tibia", 0.0154, -0.1312, 0.0162), ("tibia", 0.0251, -0.1906, 0.0128),
        ("tibia", 0.0233, -0.3659, -0.0132), ("foot", 0.1166, 0.0178, -0.0226)], []),
    "ercspn": (2500, 0.1200, 0.0300, 0.0, [
        ("pelvis", -0.1400, 0.0439, 0.0436), ("torso", -0.0550, 0.1100, 0.0241)], []),
    # One straight strand from pubis to ribs: no sheath, no transverse pull.
    "rectus_abd": (662, 0.3034, 0.0825, 0.0, [
        ("pelvis", -0.0260, -0.0700, 0.0110), ("torso", 0.0987, 0.2358, 0.0310)], []),
    "extobl": (900, 0.1200, 0.1400, 0.0, [
        ("pelvis", -0.0300, -0.0636, 0.0100), ("torso", 0.0650, 0.1100, 0.1100)], []),
    "intobl": (900, 0.1000, 0.1000, 0.0, [
        ("pelvis", -0.0400, 0.0700, 0.1157), ("torso", 0.0700, 0.1600, 0.0150)], []),
    # All fascicles as the one from iliac crest to twelfth rib.
    "quadratus_lumb": (845, 0.0874, 0.0454, 0.129, [
        ("pelvis", -0.0980, 0.0890, 0.0660), ("torso", -0.0313, 0.1252, 0.0545)], []),
}

# Strain of the passive fibre where its force begins, where that is not 0 (Rajagopal 2016, rounded).
PASSIVE_FROM = {"bflh": 0.15, "semimem": 0.15, "semiten": 0.15, "recfem": 0.20, "vasmed": 0.20, "vaslat": 0.20,
                "gasmed": 0.15, "tibant": 0.15}

# name: (body, centre in published metres, body-fixed turns about x, y, z, radius m, length m, quadrant)
WRAPS = {
    "glmax1_at_pelvis": ("pelvis", (-0.077, -0.099, 0.061), (-0.6, 0.45, 0), 0.040, 0.15, "-x"),
    "glmax2_at_pelvis": ("pelvis", (-0.080, -0.083, 0.068), (-0.75, 0.39, 0), 0.040, 0.10, "all"),
    "glmax3_at_pelvis": ("pelvis", (-0.083, -0.088, 0.068), (-0.1, 0, 0), 0.040, 0.10, "all"),
    "iliacus_at_brim": ("pelvis", (-0.071, -0.065, 0.0756), (-0.32, -0.24, 0.9), 0.055, 0.10, "-y"),
    "psoas_at_brim": ("pelvis", (-0.074, -0.060, 0.0656), (-0.25, -0.27, 0.1), 0.050, 0.10, "-y"),
    "quadriceps_at_knee": ("femur", (0.0049, -0.4051, 0), (0, 0, -0.8), 0.032, 0.12, "x"),
    "gastrocnemius_at_knee": ("femur", (-0.0029, -0.4100, 0), (0, 0, -0.8), 0.021, 0.12, "-x"),
}


# ---- masses ------------------------------------------------------------------------------------
# Share of body mass, centre from the first end, radii of gyration (sagittal: about x, transverse: about
# z, longitudinal), as shares of the length [m] between the ends: de Leva 1996, table 4, men.
SEGMENTS = {
    "head": (0.0694, 0.5002, (0.303, 0.315, 0.261), 0.2429),  # vertex to seventh cervical vertebra
    "upper_trunk": (0.1596, 0.5066, (0.505, 0.320, 0.465), 0.2421),  # seventh cervical vertebra to xiphion
    "middle_trunk": (0.1633, 0.4502, (0.482, 0.383, 0.468), 0.2155),  # xiphion to navel
    "lower_trunk": (0.1117, 0.6115, (0.615, 0.551, 0.587), 0.1457),  # navel to midway between the hips
    "upper_arm": (0.0271, 0.5772, (0.285, 0.269, 0.158), 0.2817),
    "forearm": (0.0162, 0.4574, (0.276, 0.265, 0.121), 0.2689),
    "hand": (0.0061, 0.7900, (0.628, 0.513, 0.401), 0.0862),
    "thigh": (0.1416, 0.4095, (0.329, 0.329, 0.149), 0.4222),
    "shank": (0.0433, 0.4395, (0.251, 0.246, 0.102), 0.4403),
    "foot": (0.0137, 0.4415, (0.257, 0.245, 0.124), 0.2581),
}


def minus(a, b):
    return tuple(x - y for x, y in zip(a, b))


def along(a, b, share):
    return tuple(x + share * (y - x) for x, y in zip(a, b))


class Part:
    """A rigid part: mass, centre, inertia about the centre (xx, yy, zz, xy, xz, yz)."""

    def __init__(self, mass, centre, inertia):
        self.mass, self.centre, self.inertia = mass, centre, inertia


def upright(name, top, bottom):
    """A segment whose length runs along y, from its first end to its second."""
    share, centre, (sagittal, transverse, longitudinal), length_m = SEGMENTS[name]
    mass, length = share * MASS_KG, length_m * DE_LEVA
    i = [mass * (r * length) ** 2 for r in (sagittal, longitudinal, transverse)]
    return Part(mass, along(top, bottom, centre), i + [0, 0, 0])


def slender(name, first, second):
    """A limb segment along any direction: its two transverse radii taken alike."""
    share, centre, (sagittal, transverse, longitudinal), length_m = SEGMENTS[name]
    mass, length = share * MASS_KG, length_m * DE_LEVA
    across = mass * length**2 * (sagittal**2 + transverse**2) / 2
    lengthwise = mass * (longitudinal * length) ** 2
    d = minus(second, first)
    norm = math.sqrt(sum(x * x for x in d))
    u = [x / norm for x in d]
    i = [across + (lengthwise - across) * u[j] * u[j] for j in range(3)]
    i += [(lengthwise - across) * u[j] * u[k] for j, k in ((0, 1), (0, 2), (1, 2))]
    return Part(mass, along(first, second, centre), i)


def joined(parts):
    mass = sum(p.mass for p in parts)
    centre = tuple(sum(p.mass * p.centre[j] for p in parts) / mass for j in range(3))
    inertia = [0.0] * 6
    for p in parts:
        x, y, z = minus(p.centre, centre)
        shift = (y * y + z * z, x * x + z * z, x * x + y * y, -x * y, -x * z, -y * z)
        for j in range(6):
            inertia[j] += p.inertia[j] + p.mass * shift[j]
    return Part(mass, centre, inertia)


def towards(first, direction, length):
    norm = math.sqrt(sum(x * x for x in direction))
    return tuple(a + length * d / norm for a, d in zip(first, direction))


def make_torso():
    """Trunk above the navel, head, and arms folded over the chest, in the torso's frame (origin: lumbar
    joint). De Leva gives no fore-and-aft place: the centres are put 3 cm before the lumbar joint, which is
    16 mm behind the hips of a person who stands upright."""
    x, hips_y = 0.030, HIP_P[1] - BACK_P[1]
    navel_y = hips_y + 0.1457 * DE_LEVA
    xiphion_y = navel_y + 0.2155 * DE_LEVA
    neck_y = xiphion_y + 0.2421 * DE_LEVA
    vertex_y = neck_y + 0.2429 * DE_LEVA
    parts = [upright("head", (x, vertex_y, 0), (x, neck_y, 0)),
             upright("upper_trunk", (x, neck_y, 0), (x, xiphion_y, 0)),
             upright("middle_trunk", (x, xiphion_y, 0), (x, navel_y, 0))]
    for side in (1, -1):
        shoulder = (0.005, 0.370, 0.175 * side)
        elbow = towards(shoulder, (0.10, -0.26, 0.03 * side), 0.2817 * DE_LEVA)
        wrist = towards(elbow, (0.06, 0.06, -0.22 * side), 0.2689 * DE_LEVA)
        knuckle = towards(wrist, (0.0, 0.03, -0.08 * side), 0.0862 * DE_LEVA)
        parts += [slender("upper_arm", shoulder, elbow), slender("forearm", elbow, wrist),
                  slender("hand", wrist, knuckle)]
    return joined(parts)


def make_pelvis():
    hips_y = HIP_P[1]
    return upright("lower_trunk", (HIP_P[0], hips_y + 0.1457 * DE_LEVA, 0), (HIP_P[0], hips_y, 0))


def make_foot():
    """Lengthwise along x, from the heel."""
    share, centre, (sagittal, transverse, longitudinal), length_m = SEGMENTS["foot"]
    mass, length = share * MASS_KG, length_m * DE_LEVA
    i = [mass * (r * length) ** 2 for r in (longitudinal, sagittal, transverse)]
    return Part(mass, (HEEL_F + centre * length, 0.025, 0), i + [0, 0, 0])


def make_bodies():
    return [("pelvis", make_pelvis()), ("torso", make_torso()),
            ("femur", upright("thigh", (0, 0, 0), KNEE_F)),
            ("tibia", upright("shank", KNEE_T, ANKLE_T)), ("foot", make_foot())]


# ---- writing -------------------------------------------------------------------------------------
def number(x):
    text = f"{x if abs(x) > 1e-12 else 0.0:.6g}"  # what cancels to nothing is nothing
    return "0" if text == "-0" else text


def numbers(values):
    return " ".join(number(v) for v in values)


def mirror(p, side):
    return p if side == "r" else (p[0], p[1], -p[2])


def mirror_turns(turns, side):
    return turns if side == "r" else (-turns[0], -turns[1], turns[2])


def sided(body, side):
    return body if body in ("pelvis", "torso") else f"{body}_{side}"


class Writer:
    def __init__(self):
        self.lines, self.depth = [], 0

    def put(self, text):
        self.lines.append("  " * self.depth + text)

    def value(self, tag, text):
        self.put(f"<{tag}>{text}</{tag}>")

    def open(self, tag, name=None):
        self.put(f'<{tag} name="{name}">' if name else f"<{tag}>")
        self.depth += 1

    def close(self, tag):
        self.depth -= 1
        self.put(f"</{tag}>")


def write_body(out, name, part, wraps):
    out.open("Body", name)
    out.value("mass", number(part.mass))
    out.value("mass_center", numbers(part.centre))
    out.value("inertia", numbers(part.inertia))
    if wraps:
        out.open("WrapObjectSet")
        out.open("objects")
        for wrap, side in wraps:
            _, centre, turns, radius, length, quadrant = WRAPS[wrap]
            out.open("WrapCylinder", f"{wrap}_{side}")
            out.value("active", "true")
            out.value("xyz_body_rotation", numbers(mirror_turns(turns, side)))
            out.value("translation", numbers(mirror(scaled(centre), side)))
            out.value("quadrant", quadrant)
            out.value("radius", number(round(radius * SCALE, 3)))
            out.value("length", number(round(length * SCALE, 3)))
            out.close("WrapCylinder")
        out.close("objects")
        out.close("WrapObjectSet")
    out.close("Body")


def write_coordinate(out, name, low, high, default=0.0):
    out.open("Coordinate", name)
    out.value("default_value", number(default))
    out.value("default_speed_value", "0")
    out.value("range", numbers((low, high)))
    out.value("clamped", "true")
    out.value("locked", "false")
    out.close("Coordinate")


def write_axis(out, name, coordinate, axis):
    out.open("TransformAxis", name)
    out.value("coordinates", coordinate or "")
    out.value("axis", numbers(axis))
    if coordinate:
        out.open("LinearFunction", "function")
        out.value("coefficients", "1 0")
        out.close("LinearFunction")
    else:
        out.open("Constant", "function")
        out.value("value", "0")
        out.close("Constant")
    out.close("TransformAxis")


def write_joint(out, name, parent, p_P, child, p_C, coordinates, axes):
    """A custom joint. coordinates: (name, low, high, default); axes: three turns, then three shifts, each
    (coordinate or none, axis)."""
    out.open("CustomJoint", name)
    out.value("socket_parent_frame", f"{parent}_offset")
    out.value("socket_child_frame", f"{child}_offset")
    out.open("coordinates")
    for coordinate in coordinates:
        write_coordinate(out, *coordinate)
    out.close("coordinates")
    out.open("frames")
    for body, p in ((parent, p_P), (child, p_C)):
        out.open("PhysicalOffsetFrame", f"{body}_offset")
        out.value("socket_parent", "/ground" if body == "ground" else f"/bodyset/{body}")
        out.value("translation", numbers(p))
        out.value("orientation", "0 0 0")
        out.close("PhysicalOffsetFrame")
    out.close("frames")
    out.open("SpatialTransform")
    names = ["rotation1", "rotation2", "rotation3", "translation1", "translation2", "translation3"]
    for axis_name, (coordinate, axis) in zip(names, axes):
        write_axis(out, axis_name, coordinate, axis)
    out.close("SpatialTransform")
    out.close("CustomJoint")


X, Y, Z = (1, 0, 0), (0, 1, 0), (0, 0, 1)
NO_SHIFT = [(None, X), (None, Y), (None, Z)]


def write_leg_joints(out, side):
    sign = 1 if side == "r" else -1
    write_joint(out, f"hip_{side}", "pelvis", mirror(HIP_P, side), f"femur_{side}", (0, 0, 0),
                [(f"hip_flexion_{side}", -0.5236, 2.0944, 0), (f"hip_adduction_{side}", -0.8727, 0.5236, 0),
                 (f"hip_rotation_{side}", -0.6981, 0.6981, 0)],
                [(f"hip_flexion_{side}", Z), (f"hip_adduction_{side}", (sign, 0, 0)),
                 (f"hip_rotation_{side}", (0, sign, 0))] + NO_SHIFT)
    # Flexion of the knee is positive: it turns the shank backward.
    write_joint(out, f"knee_{side}", f"femur_{side}", KNEE_F, f"tibia_{side}", KNEE_T,
                [(f"knee_angle_{side}", -0.1745, 2.4435, 0)],
                [(f"knee_angle_{side}", (0, 0, -1)), (None, X), (None, Y)] + NO_SHIFT)
    write_joint(out, f"ankle_{side}", f"tibia_{side}", ANKLE_T, f"foot_{side}", ANKLE_F,
                [(f"ankle_angle_{side}", -0.8727, 0.8727, 0)],
                [(f"ankle_angle_{side}", Z), (None, X), (None, Y)] + NO_SHIFT)


def write_joints(out):
    standing_m = round(-HIP_P[1] - KNEE_F[1] + KNEE_T[1] - ANKLE_T[1] + ANKLE_F[1] - SOLE_F, 3)
    write_joint(out, "ground_pelvis", "ground", (0, 0, 0), "pelvis", (0, 0, 0),
                [("pelvis_tilt", -1.5708, 1.5708, 0), ("pelvis_list", -1.5708, 1.5708, 0),
                 ("pelvis_rotation", -1.5708, 1.5708, 0), ("pelvis_tx", -5, 5, 0),
                 ("pelvis_ty", -1, 2, standing_m), ("pelvis_tz", -3, 3, 0)],
                [("pelvis_tilt", Z), ("pelvis_list", X), ("pelvis_rotation", Y), ("pelvis_tx", X),
                 ("pelvis_ty", Y), ("pelvis_tz", Z)])
    for side in ("r", "l"):
        write_leg_joints(out, side)
    write_joint(out, "back", "pelvis", BACK_P, "torso", (0, 0, 0),
                [("lumbar_extension", -1.5708, 0.7854, 0), ("lumbar_bending", -0.7854, 0.7854, 0),
                 ("lumbar_rotation", -0.7854, 0.7854, 0)],
                [("lumbar_extension", Z), ("lumbar_bending", X), ("lumbar_rotation", Y)] + NO_SHIFT)


def write_muscle(out, name, side):
    fmax, fibre, slack, pennation, points, wraps = MUSCLES[name]
    full = f"{name}_{side}"
    out.open("Millard2012EquilibriumMuscle", full)
    out.open("GeometryPath", "geometrypath")
    out.open("PathPointSet")
    out.open("objects")
    for i, (body, *p) in enumerate(points, 1):
        out.open("PathPoint", f"{full}-P{i}")
        out.value("socket_parent_frame", f"/bodyset/{sided(body, side)}")
        out.value("location", numbers(mirror(scaled(p), side)))
        out.close("PathPoint")
    out.close("objects")
    out.close("PathPointSet")
    if wraps:
        out.open("PathWrapSet")
        out.open("objects")
        for wrap, between in wraps:
            out.open("PathWrap", f"{full}_over_{wrap}")
            out.value("wrap_object", f"{wrap}_{side}")
            out.value("method", "hybrid")
            out.value("range", between)
            out.close("PathWrap")
        out.close("objects")
        out.close("PathWrapSet")
    out.close("GeometryPath")
    out.value("max_isometric_force", number(fmax))
    out.value("optimal_fiber_length", number(round(fibre * SCALE, 4)))
    out.value("tendon_slack_length", number(round(slack * SCALE, 4)))
    out.value("pennation_angle_at_optimal", number(pennation))
    out.value("max_contraction_velocity", "10")
    out.value("ignore_tendon_compliance", "true")
    if name in PASSIVE_FROM:
        out.open("FiberForceLengthCurve", f"{full}_passive")
        out.value("strain_at_zero_force", number(PASSIVE_FROM[name]))
        out.value("strain_at_one_norm_force", "0.7")
        out.close("FiberForceLengthCurve")
    out.close("Millard2012EquilibriumMuscle")


def write_set(out, tag, name, write):
    out.open(tag, name)
    out.open("objects")
    write(out)
    out.close("objects")
    out.close(tag)


def write_bodies(out):
    for body, part in make_bodies():
        central = body in ("pelvis", "torso")
        for side in ("r",) if central else ("r", "l"):
            wraps = [(w, s) for w in WRAPS if WRAPS[w][0] == body for s in (("r", "l") if central else (side,))]
            mirrored = part if central else Part(part.mass, mirror(part.centre, side), part.inertia)
            write_body(out, sided(body, side), mirrored, wraps)


def write_muscles(out):
    for side in ("r", "l"):
        for name in MUSCLES:
            write_muscle(out, name, side)


def main():
    out = Writer()
    out.put('<?xml version="1.0" encoding="UTF-8"?>')
    out.put('<OpenSimDocument Version="40000">')
    out.depth = 1
    out.open("Model", "loadshare_sample_body")
    out.value("credits", CREDITS)
    out.value("length_units", "meters")
    out.value("force_units", "N")
    out.value("gravity", "0 -9.80665 0")
    write_set(out, "BodySet", "bodyset", write_bodies)
    write_set(out, "JointSet", "jointset", write_joints)
    write_set(out, "ForceSet", "forceset", write_muscles)
    out.close("Model")
    out.depth = 0
    out.put("</OpenSimDocument>")
    path = pathlib.Path(__file__).resolve().parent / "body.osim"
    text = "\n".join(out.lines) + "\n"
    if sys.argv[1:] == ["--check"]:
        return 0 if path.read_text(encoding="utf-8") == text else 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
