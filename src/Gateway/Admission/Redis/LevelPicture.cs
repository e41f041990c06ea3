using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>What was taken of a limit when the books were last seen.</summary>
/// <param name="Level">The level in the books' spelling.</param>
/// <param name="All">By all replicas together.</param>
/// <param name="Lasting">By other replicas, for long; null where that was not told.</param>
internal sealed record LevelPicture(string Level, LevelUse All, LevelUse? Lasting);
