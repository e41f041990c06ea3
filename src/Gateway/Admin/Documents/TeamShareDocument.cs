namespace Gateway.Admin.Documents;

/// <summary>A team's part of a pool now.</summary>
/// <param name="Team">The team.</param>
/// <param name="Slots">Slots it holds.</param>
/// <param name="Sockets">Sockets it holds.</param>
/// <param name="Waiting">How many of it wait.</param>
/// <param name="OldestWaitSeconds">How long the first of them has waited, in seconds.</param>
internal sealed record TeamShareDocument(string Team, int Slots, int Sockets, int Waiting, double OldestWaitSeconds);
