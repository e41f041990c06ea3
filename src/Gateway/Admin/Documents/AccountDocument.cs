using System.Collections.Immutable;
using Gateway.Policies.Admission;

namespace Gateway.Admin.Documents;

/// <summary>An upstream account as it stands now. Its key is never shown.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Mode">How its books are kept just now.</param>
/// <param name="Destinations">Where it is valid.</param>
/// <param name="Pools">Its pools in use: who holds and who waits.</param>
internal sealed record AccountDocument(
    string Name, string Plan, AdmissionMode Mode, ImmutableArray<DestinationDocument> Destinations, ImmutableArray<PoolDocument> Pools);
