namespace Gateway.Configuration;

/// <summary>Whether something outside the process was reached.</summary>
/// <param name="What"><c>upstream</c>, <c>redis</c> or <c>database</c>.</param>
/// <param name="Name">Which of them: the account and its plan; empty where there is only one.</param>
/// <param name="Address">Where it is; without credentials.</param>
/// <param name="Reached">Whether it answered as it should.</param>
/// <param name="Detail">What it said.</param>
internal sealed record Reachability(string What, string Name, string Address, bool Reached, string Detail);
