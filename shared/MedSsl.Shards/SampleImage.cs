namespace MedSsl.Shards;

/// <summary>A grey image of 16-bit samples, as a shard keeps it.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Row by row, <c>Width × Height</c> values.</param>
public sealed record SampleImage(int Width, int Height, ushort[] Pixels);
