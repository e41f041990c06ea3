using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>What is taken of a pool, as the books tell it.</summary>
/// <param name="Level">The level in the books' spelling.</param>
/// <param name="All">By all replicas together, at most.</param>
/// <param name="Lasting">By other replicas, for long; null where that was not told.</param>
/// <param name="Telling">Later pictures have higher numbers.</param>
internal sealed record LevelPicture(string Level, LevelUse All, LevelUse? Lasting, long Telling);
