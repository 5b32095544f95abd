namespace MedSsl.Sharding.Labels;

/// <summary>The pixels of a stored instance.</summary>
/// <param name="Columns">Columns of a frame.</param>
/// <param name="Rows">Rows of a frame.</param>
/// <param name="Frames">Frames, from 1.</param>
internal sealed record ImageSize(int Columns, int Rows, int Frames);
