using System.Collections.Immutable;

namespace Gateway.Admin.Documents;

/// <summary>A part of the list of live sockets, over all replicas that share a Redis.</summary>
/// <param name="Items">The sockets, oldest first.</param>
/// <param name="Next">Cursor of the next part; null: this was the last one.</param>
/// <param name="Replicas">The replicas that answered, by name.</param>
/// <param name="Complete">False: Redis or a replica has not answered in time, so that sockets may be missing.</param>
internal sealed record SessionList(ImmutableArray<SessionDocument> Items, string? Next, ImmutableArray<string> Replicas, bool Complete);
