using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>What requests of post-call analysis and text intelligence look like (waves-api 2.9).</summary>
internal static class AnalysisShapes
{
    private const int MaxAnalysedText = 16_000;

    private static readonly ObjectValue Metric = new(
        new("identifier", new TextValue(), isRequired: true),
        new("dispositionMetricPrompt", new TextValue(), isRequired: true),
        new("dispositionMetricType", new OptionValue(new("BOOLEAN", "ENUM", "INTEGER", "STRING", "SUMMARY")) { Fact = Fact.EnumMetric }, isRequired: true),
        new("choices", new ArrayValue(new TextValue()) { Fact = Fact.Choices }))
    {
        Across = JudgeChoices,
    };

    /// <summary>Body of P1.</summary>
    public static ObjectValue PostCall { get; } = new(
        new("transcript", new TextValue { Fact = Fact.Text }, isRequired: true),
        new("dispositionMetrics", new ArrayValue(Metric)));

    /// <summary>Body of P2.</summary>
    public static ObjectValue Generate { get; } = new(
        new JsonField("prompt", new TextValue { Fact = Fact.Text }, isRequired: true));

    /// <summary>Body of X1, in the words of its own refusals. Unknown features are dropped upstream.</summary>
    public static ObjectValue TextIntelligence { get; } = new(
        new("text", new TextValue
        {
            Fact = Fact.Text,
            Min = 1,
            TooShort = "text is required",
            Max = MaxAnalysedText,
            TooLong = "text too large (max 16000 characters)",
        }),
        new("features", new ObjectValue(
            new("topics", new FlagValue { Fact = Fact.Feature, OnlySets = true }),
            new("intents", new FlagValue { Fact = Fact.Feature, OnlySets = true }),
            new("sentiment", new FlagValue { Fact = Fact.Feature, OnlySets = true }))))
    {
        Across = JudgeTextIntelligence,
    };

    private static void JudgeChoices(ref Findings findings)
    {
        if (findings.Has(Fact.EnumMetric) && !findings.Has(Fact.Choices))
            findings.Add(Zod.Custom("choices are required for dispositionMetricType ENUM", "choices"));
        findings.Clear(Fact.EnumMetric);
        findings.Clear(Fact.Choices);
    }

    private static void JudgeTextIntelligence(ref Findings findings)
    {
        if (!findings.Has(Fact.Text) && !findings.HasIssues)
            findings.Add(Zod.TextTooShort(1, "text is required") with { Path = ["text"] });
        if (!findings.Has(Fact.Feature))
            findings.Add(Zod.Custom("enable at least one feature", "features"));
    }
}
