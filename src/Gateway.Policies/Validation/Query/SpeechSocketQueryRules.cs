using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Query;

/// <summary>Queries of TTS sockets (waves-api 4.1): the idle time is read, nothing is refused.</summary>
internal sealed class SpeechSocketQueryRules : QueryRules
{
    /// <summary>T3, T6.</summary>
    public static SpeechSocketQueryRules Instance { get; } = new();

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<char> query, out BodyFacts facts)
    {
        var seconds = 0;
        foreach (var parameter in new QueryReader(query))
        {
            if (parameter.IsNamed("timeout"))
                seconds = parameter.ReadPositive();
        }
        facts = new() { TimeoutSeconds = seconds };
        return null;
    }
}
