using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Query;

/// <summary>
/// Queries of Hydra (waves-api 4.3). Models come and go, so an unknown one is the upstream's to refuse; only one may be
/// named, so that what is allowed here is what is used there.
/// </summary>
internal sealed class HydraQueryRules : QueryRules
{
    private static readonly OptionSet KnownModels = new(ModelNames.Hydra, "hydra-v1.0", "hydra");
    private static readonly GatewayError RepeatedModel = Refusal.Of("Query param model is given more than once. Send one value.");

    /// <summary>H1.</summary>
    public static HydraQueryRules Instance { get; } = new();

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<char> query, out BodyFacts facts)
    {
        string? model = null;
        GatewayError? error = null;
        foreach (var parameter in new QueryReader(query))
        {
            if (!parameter.IsNamed("model") || !parameter.HasValue)
                continue;
            var named = parameter.Read(KnownModels, BodyFacts.MaxValueLength) ?? "";
            if (model is not null && model != named)
                error = RepeatedModel;
            model = named;
        }
        facts = new() { Model = model ?? ModelNames.Hydra };
        return error;
    }
}
