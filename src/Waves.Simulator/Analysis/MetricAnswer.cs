using System.Globalization;
using System.Text.Json;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Analysis;

/// <summary>One disposition metric of a post-call analysis: judged and answered. Values are always strings.</summary>
internal static class MetricAnswer
{
    private static readonly string[] Types = ["BOOLEAN", "ENUM", "INTEGER", "STRING", "SUMMARY"];

    /// <returns>What is wrong with the metric; <see langword="null"/> when nothing is.</returns>
    public static string? Problem(JsonElement metric)
    {
        var type = metric.FindText("dispositionMetricType");
        if (metric.FindText("identifier") is null || metric.FindText("dispositionMetricPrompt") is null)
            return "identifier and dispositionMetricPrompt are required";
        if (!Types.Contains(type))
            return $"dispositionMetricType must be one of {string.Join(", ", Types)}";
        return type == "ENUM" && Choices(metric).Length == 0 ? "choices is required for ENUM" : null;
    }

    public static object Of(JsonElement metric, string transcript) => new
    {
        identifier = metric.FindText("identifier"),
        value = metric.FindText("dispositionMetricType") switch
        {
            "BOOLEAN" => "true",
            "ENUM" => Choices(metric)[0],
            "INTEGER" => transcript.Split(' ').Length.ToString(CultureInfo.InvariantCulture),
            _ => transcript.Length > 80 ? transcript[..80] : transcript,
        },
        confidence = 0.97,
        reasoning = "The transcript says so.",
    };

    private static string[] Choices(JsonElement metric) => metric.Find("choices") is { ValueKind: JsonValueKind.Array } choices
        ? [.. choices.EnumerateArray().Where(static choice => choice.ValueKind == JsonValueKind.String).Select(static choice => choice.GetString()!)]
        : [];
}
