using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>The rules of endpoints that need a shape and nothing else, for the contract table.</summary>
internal static class EndpointRules
{
    /// <summary>L1.</summary>
    public static JsonRules Chat { get; } = new BodyRules(ChatShape.Request, ChatFacts);

    /// <summary>P1.</summary>
    public static JsonRules PostCallAnalysis { get; } = new BodyRules(AnalysisShapes.PostCall);

    /// <summary>P2.</summary>
    public static JsonRules Generate { get; } = new BodyRules(AnalysisShapes.Generate);

    /// <summary>X1.</summary>
    public static JsonRules TextIntelligence { get; } = new BodyRules(AnalysisShapes.TextIntelligence);

    /// <summary>D2.</summary>
    public static JsonRules CreateDictionary { get; } = new BodyRules(DictionaryShapes.Create);

    /// <summary>D3.</summary>
    public static JsonRules ReplaceDictionary { get; } = new BodyRules(DictionaryShapes.Replace);

    /// <summary>D4.</summary>
    public static JsonRules DeleteDictionary { get; } = new BodyRules(DictionaryShapes.Delete);

    private static BodyFacts ChatFacts(in Findings findings) => new()
    {
        Model = findings.Model,
        Streams = findings.Has(Fact.Streams),
        IncludesUsage = findings.Has(Fact.IncludesUsage),
    };
}
