namespace Gateway.Policies.Admission;

/// <summary>
/// Port to the books of capacity. One decision covers account, team and key, minute, slots, sockets and queue, all or
/// nothing; a refusal or an abandoned wait leaves every counter as it was. Thread-safe.
/// </summary>
public interface IAdmissionStore
{
    /// <summary>Asks to begin; waits fairly for its turn up to <see cref="AdmissionRequest.MaxWait"/>.</summary>
    /// <param name="request">The work.</param>
    /// <param name="cancellationToken">The caller left: the wait ends and nothing is taken.</param>
    /// <returns>The decision; being refused is not an exception.</returns>
    /// <exception cref="OperationCanceledException">The caller left while it waited.</exception>
    ValueTask<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Gives slots and sockets back, whoever holds them now. Twice or late does no harm; never fails and is never
    /// cancelled: what cannot be delivered now is delivered later or expires.
    /// </summary>
    ValueTask ReleaseAsync(string account, string id);

    /// <summary>
    /// Like <see cref="ReleaseAsync"/> for work that never reached the upstream: its request does not count in the minute
    /// either.
    /// </summary>
    ValueTask ReturnAsync(string account, string id);

    /// <summary>
    /// The work left for the upstream long after it was let in: its request counts from now on, because the upstream counts
    /// arrivals. Called while the work still holds its lease; never fails.
    /// </summary>
    ValueTask LeftLateAsync(string account, string id);

    /// <summary>
    /// The upstream refused work that was let in, so less goes there than the books believe: the account's figure falls at
    /// once and comes back slowly. Called while the work still holds its lease; never fails.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="id">The work.</param>
    /// <param name="limit"><see cref="LimitKind.RequestsPerMinute"/> or <see cref="LimitKind.Slots"/>.</param>
    ValueTask RefusedUpstreamAsync(string account, string id, LimitKind limit);

    /// <summary>The work of this process that holds something now, under the ids that it was asked for with.</summary>
    IReadOnlyCollection<AdmissionRequest> Held();
}
