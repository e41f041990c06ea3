using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Admin.Http;

/// <summary>What the schemas of the description say beyond the types that they are made of.</summary>
internal static class AdminSchemaRules
{
    /// <summary>Bodies that are sent. All else in the namespace of documents is answered.</summary>
    private static readonly Type[] Sent = [typeof(NewKey), typeof(KeyPatch), typeof(NewTeam), typeof(TeamPatch), typeof(Rotation)];

    /// <summary>Merge patches: null takes away, whatever the member is.</summary>
    private static readonly string[] Patches = [nameof(KeyPatch), nameof(TeamPatch)];

    /// <summary>Says which members are always there, and what an enumeration is written as.</summary>
    public static Task Complete(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.IsEnum)
            schema.Type = JsonSchemaType.String;
        if (context.JsonTypeInfo.Kind is not JsonTypeInfoKind.Object)
            return Task.CompletedTask;
        var isAnswer = type == typeof(SettingsFault) || (type.Namespace == typeof(Problem).Namespace && !Sent.Contains(type));
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            // What is null is left out of answers, and may be left out of requests; what is not is always answered.
            var isRequired = property.IsRequired || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) is true;
            if (isAnswer ? !property.IsGetNullable && !IsNullable(property.PropertyType) : isRequired && !property.IsGetNullable)
                (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add(property.Name);
            else
                schema.Required?.Remove(property.Name);
        }
        return Task.CompletedTask;
    }

    /// <summary>Lets each member of a merge patch be null.</summary>
    public static void OpenPatches(OpenApiDocument document)
    {
        foreach (var patch in Patches.Select(name => document.Components!.Schemas![name]))
        {
            foreach (var (name, member) in patch.Properties!.ToList())
            {
                if (member is OpenApiSchema { Type: { } type } schema)
                    schema.Type = type | JsonSchemaType.Null;
                else
                    patch.Properties![name] = new OpenApiSchema { Description = member.Description, OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, member] };
            }
        }
    }

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;
}
