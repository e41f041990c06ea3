namespace Gateway.Admission.Redis;

/// <summary>A request that still counts in some minute, whether its work has ended or not.</summary>
/// <param name="Id">Id of the work.</param>
/// <param name="Levels">The levels that count it, in the books' spelling.</param>
/// <param name="Age">Since it was admitted.</param>
internal readonly record struct PastRequest(string Id, string Levels, TimeSpan Age);
