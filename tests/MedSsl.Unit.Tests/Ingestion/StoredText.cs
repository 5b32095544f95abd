using System.Text;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>All that lies in the object store of a data folder, names and bytes, as text in which an identifier can be looked for.</summary>
internal static class StoredText
{
    public static string Of(string dataFolder) => string.Join('\n', Directory.EnumerateFiles(Path.Combine(dataFolder, "objects", "medssl"), "*", SearchOption.AllDirectories)
        .Select(file => file + "\n" + Encoding.Latin1.GetString(File.ReadAllBytes(file))));
}
