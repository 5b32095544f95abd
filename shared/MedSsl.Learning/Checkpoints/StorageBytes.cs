using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>Reads the little-endian numbers of a storage.</summary>
internal static class StorageBytes
{
    /// <returns>[elements], in the caller's dispose scope.</returns>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static Tensor Read(Stream stream, PickledStorage storage)
    {
        if (storage.Elements * storage.Type.ElementSize() > Array.MaxLength)
        {
            throw new InvalidDataException($"The storage '{storage.Key}' has {storage.Elements} {storage.Type}; at most {Array.MaxLength} bytes can be read as one.");
        }

        var values = empty(storage.Elements, storage.Type);
        if (storage.Elements > 0)
        {
            stream.ReadExactly(values.bytes);
        }

        return values;
    }
}
