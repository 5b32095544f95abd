using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>Tensors of a file of weights, whatever its format: told by its first bytes, for names mislead.</summary>
public static class WeightFile
{
    private const byte PickleProtocol = 0x80;

    /// <summary>Reads every tensor of a safetensors file or a file of <c>torch.save</c>; they belong to the caller.</summary>
    /// <param name="stream">The file, at its start; it must be able to seek.</param>
    /// <param name="metadata">Of safetensors; else empty.</param>
    /// <exception cref="InvalidDataException">The file is none of them, or damaged; the message says what is wrong.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream, out IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var first = stream.ReadByte();
        if (first < 0)
        {
            throw new InvalidDataException("The file of weights is empty.");
        }

        stream.Position--;
        if (first == PickleProtocol || PyTorchZip.IsZip(stream))
        {
            metadata = new Dictionary<string, string>();
            return PyTorchFile.Read(stream);
        }

        return SafeTensors.Read(stream, out metadata);
    }
}
