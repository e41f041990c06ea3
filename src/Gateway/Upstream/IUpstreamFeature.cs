namespace Gateway.Upstream;

/// <summary>The account that serves a request, chosen before admission because its capacity is asked for.</summary>
public interface IUpstreamFeature
{
    /// <summary>The account.</summary>
    UpstreamAccount Account { get; }
}
