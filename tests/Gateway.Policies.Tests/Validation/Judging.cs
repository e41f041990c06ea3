using System.Text;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

/// <summary>Judges by the row of an endpoint and words the refusal in its dialect: what a caller would read.</summary>
internal static class Judging
{
    /// <summary>The body of the refusal; null when the request may go on.</summary>
    public static string? Body(string id, string json, string query = "") => Body(id, json, out _, query);

    public static string? Body(string id, string json, out BodyFacts facts, string query = "") =>
        Body(id, Encoding.UTF8.GetBytes(json), out facts, query);

    public static string? Body(string id, byte[] json, out BodyFacts facts, string query = "")
    {
        var row = WavesContracts.Find(id)!;
        var error = row.JsonRules!.Judge(json, query, out facts);
        return error is null ? null : row.Dialect.BodyOf(error);
    }

    public static string? Query(string id, string query) => Query(id, query, out _);

    public static string? Query(string id, string query, out BodyFacts facts)
    {
        var row = WavesContracts.Find(id)!;
        var error = row.QueryRules!.Judge(query, out facts);
        return error is null ? null : row.Dialect.BodyOf(error);
    }

    /// <summary>The error frame that answers a frame; null when the frame may go on.</summary>
    public static string? Frame(string id, string frame) => Frame(id, frame, out _);

    public static string? Frame(string id, string frame, out TtsFrameFacts facts)
    {
        var row = WavesContracts.Find(id)!;
        var utf8 = Encoding.UTF8.GetBytes(frame);
        var error = row.FrameRules!.Judge(utf8, default, out facts);
        return error is null ? null : row.Dialect.FrameOf(error, TtsFrameRules.EchoOf(utf8));
    }
}
