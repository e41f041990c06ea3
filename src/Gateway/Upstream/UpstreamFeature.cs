namespace Gateway.Upstream;

internal sealed class UpstreamFeature(UpstreamAccount account) : IUpstreamFeature
{
    private long _leftAt;

    public UpstreamAccount Account => account;

    public UpstreamAnswer? Answer { get; private set; }

    public void Leaves(TimeProvider time) => _leftAt = time.GetTimestamp();

    public void Answered(HttpResponseMessage answer, TimeProvider time) =>
        Answer = answer.RequestMessage?.RequestUri is { } address ? new(address, time.GetElapsedTime(_leftAt)) : null;
}
