/** Makes an image of one small file: an OCI layout in /tmp/image, and the layer alone as /tmp/layer.tar. For a shell. */
export const IMAGE_SCRIPT = `set -e
mkdir -p /tmp/files/etc && echo hello >/tmp/files/etc/motd
tar -C /tmp/files -cf /tmp/layer.tar .
sum() { sha256sum "$1" | cut -d' ' -f1; }
blob() { mv "$1" "/tmp/image/blobs/sha256/$(sum "$1")"; }
mkdir -p /tmp/image/blobs/sha256
gzip -n </tmp/layer.tar >/tmp/layer.blob
layer=$(sum /tmp/layer.blob) size=$(stat -c %s /tmp/layer.blob)
printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \\
  $(sum /tmp/layer.tar) >/tmp/config.json
config=$(sum /tmp/config.json) length=$(stat -c %s /tmp/config.json)
printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"%s","digest":"sha256:%s","size":%s}]}' \\
  application/vnd.oci.image.manifest.v1+json application/vnd.oci.image.config.v1+json $config $length \\
  application/vnd.oci.image.layer.v1.tar+gzip $layer $size >/tmp/manifest.json
printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"sha256:%s","size":%s}]}' \\
  application/vnd.oci.image.manifest.v1+json $(sum /tmp/manifest.json) $(stat -c %s /tmp/manifest.json) \\
  >/tmp/image/index.json
echo '{"imageLayoutVersion":"1.0.0"}' >/tmp/image/oci-layout
blob /tmp/layer.blob; blob /tmp/config.json; blob /tmp/manifest.json`
