using System.Collections.Concurrent;

namespace Gateway.Admission;

/// <summary>Requests that were admitted and are on their way through the pipeline; a socket is one until it is closed.</summary>
internal sealed class LiveRequests : ILiveWork
{
    private readonly ConcurrentDictionary<IAdmissionFeature, byte> _requests = new(ReferenceEqualityComparer.Instance);

    public void Begin(IAdmissionFeature request) => _requests.TryAdd(request, 0);

    public void End(IAdmissionFeature request) => _requests.TryRemove(request, out _);

    public void AddTo(ISet<string> works)
    {
        // What was given back before the last byte needs no lease any more.
        foreach (var (request, _) in _requests)
        {
            if (!request.IsGiven)
                works.Add(request.Request.Id);
        }
    }
}
