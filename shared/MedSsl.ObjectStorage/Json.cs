using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedSsl.ObjectStorage;

/// <summary>How the platform writes JSON objects into the store.</summary>
public static class Json
{
    /// <summary>camelCase, unknown members ignored on reading, nothing but JSON's own characters escaped.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // The objects are files, never part of an HTML page, so that text stays readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
