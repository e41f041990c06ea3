namespace Gateway.Upstream;

/// <summary>The account that serves a request, chosen before admission because its capacity is asked for.</summary>
public interface IUpstreamFeature
{
    /// <summary>The account.</summary>
    UpstreamAccount Account { get; }

    /// <summary>Its answer; null while there is none.</summary>
    UpstreamAnswer? Answer { get; }

    /// <summary>The request leaves for the upstream now.</summary>
    void Leaves(TimeProvider time);

    /// <summary>The head of its answer has come.</summary>
    void Answered(HttpResponseMessage answer, TimeProvider time);
}
