namespace MedSsl.Ingestion.Series;

/// <summary>Names of sources that have no AE title.</summary>
internal static class SourceNames
{
    public const string Stow = "STOW-RS";
    public const string Import = "import";
    public const string Drop = "drop";
}
