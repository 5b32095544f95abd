namespace MedSsl.Ingestion.Audit;

/// <summary>How media are named in the trail: by what they are to the platform, because a path may hold the name of a patient.</summary>
internal static class AuditMedia
{
    /// <summary>What an import reads.</summary>
    public static Uri Import(string importId) => new($"medssl:import/{importId}");

    /// <summary>A place where files are put down.</summary>
    public static Uri Drop(string place) => new($"medssl:drop/{place}");

    /// <summary>Some file of a machine.</summary>
    public static Uri FileOf(string host) => new($"file://{host}/");
}
