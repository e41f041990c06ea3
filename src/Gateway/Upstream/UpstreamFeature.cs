namespace Gateway.Upstream;

internal sealed class UpstreamFeature(UpstreamAccount account) : IUpstreamFeature
{
    public UpstreamAccount Account => account;
}
