using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>What a replica that still decides alone may take of a level beyond what it has told.</summary>
/// <param name="Level">The level in the books' spelling.</param>
/// <param name="Use">How much.</param>
internal readonly record struct Reservation(string Level, LevelUse Use);
