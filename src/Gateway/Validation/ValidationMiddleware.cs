using System.Buffers;
using System.Collections.Immutable;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation;
using Gateway.Routing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Validation;

/// <summary>
/// Refuses what the upstream would refuse, before it costs anything, by the rules of the contract's row. Small bodies
/// are held and judged over their bytes; uploads stream through, judged by headers and query alone.
/// </summary>
internal sealed class ValidationMiddleware(RequestDelegate next, HeldBytes room, ILogger<ValidationMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Find<IContractFeature>() is not { } feature)
            return next(context);

        var contract = feature.Served;
        BodyFacts facts = default;
        if (contract.QueryRules?.Judge(context.Request.QueryString.Value, out facts) is { } refusal)
            return RefuseAsync(context, refusal);
        if (contract.Transport is Transport.WebSocket)
            return PassAsync(context, facts, default);

        if (context.Feature<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = contract.MaxBodyBytes;
        if (context.Request.ContentLength > contract.MaxBodyBytes)
            return RefuseAsync(context, GatewayErrors.BodyTooLarge(contract.MaxBodyBytes));
        if (IsHeld(contract, context.Request))
            return IsCompressed(context.Request) ? RefuseAsync(context, GatewayErrors.CompressedBody) : HoldAsync(context, feature, facts);
        // Recorded while it is sent, an upload pauses as its speaker does; the forwarder bounds each pause.
        if (context.Feature<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        return PassAsync(context, facts, default);
    }

    /// <summary>Audio streams through; a JSON body on the same route names a URL and is judged.</summary>
    private static bool IsHeld(WavesContract contract, HttpRequest request) => contract.Body switch
    {
        BodyKind.Json => contract.JsonRules is not null,
        BodyKind.Form => contract.FormRules is not null,
        BodyKind.AudioOrUrl => contract.JsonRules is not null && IsJson(request.ContentType),
        _ => false,
    };

    private static bool IsCompressed(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } encoding && !StringValues.Equals(encoding, "identity");

    private static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    private async Task HoldAsync(HttpContext context, IContractFeature feature, BodyFacts queryFacts)
    {
        var contract = feature.Served;
        var request = context.Request;
        var maxBytes = contract.Body is BodyKind.AudioOrUrl ? ContractLimits.MaxJsonBodyBytes : contract.MaxBodyBytes;
        using var body = new HeldBody(room);
        switch (await body.ReadAsync(request, maxBytes, context.RequestAborted))
        {
            case HeldBodyOutcome.TooLarge:
                await RefuseAsync(context, GatewayErrors.BodyTooLarge(maxBytes));
                return;
            case HeldBodyOutcome.NoRoom:
                await RefuseAsync(context, GatewayErrors.Unavailable(TimeSpan.FromSeconds(1)));
                return;
        }

        // A rewritten route leaves out what its successor does not know; the successor's rules judge the rest.
        if (!ReferenceEquals(feature.Contract, contract) && !feature.Contract.DropFields.IsEmpty)
            LeaveOut(feature.Contract.DropFields, request, body);
        var (refusal, facts) = contract.FormRules is { } formRules
            ? await JudgeFormAsync(formRules, request.ContentType, body, context.RequestAborted)
            : JudgeJson(contract.JsonRules!, request, body.Bytes.Span);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }
        request.Body = new HeldBodyStream(body);
        await PassAsync(context, facts.Over(queryFacts), body.Bytes);
    }

    private static void LeaveOut(ImmutableArray<string> fields, HttpRequest request, HeldBody body)
    {
        var kept = new ArrayBufferWriter<byte>(Math.Max(1, body.Bytes.Length));
        // What is no JSON object stays as it is, for the rules to refuse.
        if (!JsonFields.TryCopyWithout(body.Bytes.Span, fields, kept))
            return;
        body.Replace(kept.WrittenSpan);
        if (request.ContentLength is not null)
            request.ContentLength = kept.WrittenCount;
    }

    private static (GatewayError?, BodyFacts) JudgeJson(JsonRules rules, HttpRequest request, ReadOnlySpan<byte> body)
    {
        var refusal = rules.Judge(body, request.QueryString.Value ?? "", out var facts);
        return (refusal, facts);
    }

    private static async Task<(GatewayError?, BodyFacts)> JudgeFormAsync(FormRules rules, string? contentType, HeldBody body, CancellationToken cancellationToken)
    {
        if (await FormReader.ReadAsync(contentType, body, cancellationToken) is not { } parts)
            return (GatewayErrors.MalformedForm, default);
        var refusal = rules.Judge(parts, out var facts);
        return (refusal, facts);
    }

    private Task PassAsync(HttpContext context, BodyFacts facts, ReadOnlyMemory<byte> body)
    {
        var contract = context.Find<IContractFeature>()!.Served;
        // Frames of a TTS socket name their models one by one; everywhere else what is not named is the path's own.
        if (facts.Model is null && !contract.NamesModelInFrames)
            facts = facts with { Model = context.GetRouteValue("model") as string ?? contract.DefaultModel };
        context.Keep<IRequestFactsFeature>(new RequestFactsFeature(facts, body));
        if (context.Find<ICallerFeature>() is { Key.Scopes: var scopes })
        {
            if (!scopes.AllowsModel(contract, facts.Model))
                return RefuseAsync(context, facts.Model is null ? GatewayErrors.UntoldModel : GatewayErrors.ForbiddenModel(facts.Model));
            if (!scopes.AllowsVoice(facts.Voice))
                return RefuseAsync(context, GatewayErrors.ForbiddenVoice);
        }
        return next(context);
    }

    private Task RefuseAsync(HttpContext context, GatewayError refusal)
    {
        logger.Refused(context.Find<IContractFeature>()!.Contract.Id, ErrorCode.Of(refusal.Kind));
        return ErrorResponseWriter.WriteAsync(context, refusal);
    }
}
