using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Json;
using Gateway.Policies.Validation.Query;

namespace Gateway.Policies.Validation;

/// <summary>The JSON form of a recording, <c>{"url":"…"}</c> (waves-api 2.3, 2.4); Pulse Pro takes bytes only.</summary>
internal sealed class AudioUrlRules : JsonRules
{
    // The words of S3; S1 documents none of its own. Broken JSON is no JSON with a usable url either.
    private static readonly GatewayError NoUrl = Refusal.Of("Invalid JSON data: missing or invalid 'url' field");

    private static readonly GatewayError NotOnPro = new(ErrorKind.Invalid, "Audio by URL is not available for this model.")
    {
        Issues = [Zod.Custom("send raw bytes with pulse-pro", "url")],
    };

    private static readonly ObjectValue Shape = new(new JsonField("url", new TextValue { Min = 1 }, isRequired: true));

    /// <summary>S1 and S3.</summary>
    public static AudioUrlRules Instance { get; } = new();

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<byte> body, string query, out BodyFacts facts)
    {
        // The query rules tell the rest; the body adds nothing that is metered.
        facts = default;
        if (NamesPulsePro(query))
            return NotOnPro;
        var findings = default(Findings);
        return JsonPass.TryRun(Shape, body, ref findings) && !findings.HasIssues ? null : NoUrl;
    }

    private static bool NamesPulsePro(string query)
    {
        foreach (var parameter in new QueryReader(query))
        {
            if (parameter.IsNamed("model") && parameter.Is(ModelNames.PulsePro))
                return true;
        }
        return false;
    }
}
