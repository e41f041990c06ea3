namespace Gateway.Policies.Admission;

/// <summary>What is taken of one limit.</summary>
/// <param name="Slots">Slots held.</param>
/// <param name="Sockets">Sockets held.</param>
/// <param name="Requests">Requests that count in the minute.</param>
public readonly record struct LevelUse(int Slots, int Sockets, int Requests);
